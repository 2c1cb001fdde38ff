import { expect, it } from 'vitest';
import type { ActionName } from '../cloud/actions.js';
import { ACTIONS } from '../cloud/actions.js';
import { launch, openTestSite, options, sweepAll, type TestSite } from '../testing/test-site.js';
import { read, write } from '../testing/writes.js';

/** What a machine, a group, a volume and a snapshot of the test are called by the cloud. */
interface Ids {
  readonly machineIds: readonly string[];
  readonly groupId: string;
  readonly volumeId: string;
  readonly snapshotId: string;
}

/** The operation that makes each of the cloud's calls. */
const OPERATIONS: { readonly [Action in ActionName]: (site: TestSite, ids: Ids) => Promise<unknown> } = {
  AttachVolume: (site, { volumeId, machineIds }) =>
    site.provider.volumes.attach({ ...write(), volumeRef: volumeId, machineId: machineIds[0] ?? '' }),
  CopySnapshot: (site, { snapshotId }) => site.provider.snapshots.copy({ ...write(), snapshotRef: snapshotId, labels: { tags: [] } }),
  CreateGroup: (site) => launch(site, { token: 'group', options: { launchAs: 'fleet' } }),
  CreateSnapshot: (site, { volumeId }) => site.provider.snapshots.create({ ...write('snap'), volumeRef: volumeId, labels: { tags: [] } }),
  CreateTags: (site, { machineIds }) => site.machines.adopt({ ...write(), machineIds, tags: [] }),
  CreateVolume: (site) => site.provider.volumes.create({ ...write('vol'), spec: { source: { kind: 'empty', sizeGib: 1 }, tags: [] } }),
  DeleteGroup: (site, { groupId }) => site.machines.cleanUp({ ...write(), ref: groupId, kind: 'fleet' }),
  DeleteSnapshot: (site, { snapshotId }) => site.provider.snapshots.delete({ ...write(), snapshotRef: snapshotId }),
  DeleteVolume: (site, { volumeId }) => site.provider.volumes.delete({ ...write(), volumeRef: volumeId }),
  DescribeGroup: (site, { groupId }) => site.machines.members({ ...read(), groupRef: groupId }),
  DescribeImages: (site) => site.machines.validate({ ...read(), options: options() }),
  DescribeInstanceTypes: (site) => site.provider.catalog.machineTypes(read()),
  DescribeInstances: (site, { machineIds }) => site.machines.inspect({ ...read(), machineIds }),
  DescribeOffers: (site) => site.machines.offers({ ...read(), options: options() }),
  DescribeQuotas: (site) => site.provider.catalog.quotas(read()),
  DescribeSnapshots: (site) => site.provider.snapshots.list({ ...read(), filter: {} }),
  DescribeVolumes: (site) => site.provider.volumes.list({ ...read(), filter: {} }),
  DescribeZones: (site) => site.provider.catalog.zones(read()),
  DetachVolume: (site, { volumeId, machineIds }) =>
    site.provider.volumes.detach({ ...write(), volumeRef: volumeId, machineId: machineIds[0] ?? '' }),
  GetCallerIdentity: (site) => site.provider.identify(read()),
  ListResources: (site) => sweepAll(site),
  ModifyVolume: (site, { volumeId }) => site.provider.volumes.resize({ ...write(), volumeRef: volumeId, sizeGib: 20 }),
  RebootInstances: (site, { machineIds }) => site.machines.restart({ ...write(), machineIds }),
  ReceiveEvents: (site) => receiveOnce(site),
  RunInstances: (site) => launch(site, { token: 'run' }),
  StartInstances: (site, { machineIds }) => site.machines.start({ ...write(), machineIds }),
  StopInstances: (site, { machineIds }) => site.machines.stop({ ...write(), machineIds, force: false }),
  TerminateInstances: (site, { machineIds }) => site.machines.terminate({ ...write(), machineIds }),
};

async function receiveOnce(site: TestSite): Promise<void> {
  const listener = new AbortController();
  site.context.onSleep = () => listener.abort();
  await site.machines.feed({ signal: listener.signal, emit: () => undefined });
}

async function populate(site: TestSite): Promise<Ids> {
  const { machines, group } = await launch(site, { token: 'first', units: 2, options: { launchAs: 'fleet' } });
  const volume = await site.provider.volumes.create({
    ...write('first-volume'),
    spec: { source: { kind: 'empty', sizeGib: 10 }, tags: [] },
  });
  const labels = { tags: [] };
  const snapshot = await site.provider.snapshots.create({ ...write('first-snapshot'), volumeRef: volume.ref, labels });
  site.control.advance(60_000);
  return {
    machineIds: machines.map((machine) => machine.machineId),
    groupId: group?.groupRef ?? '',
    volumeId: volume.ref,
    snapshotId: snapshot.ref,
  };
}

it.each(ACTIONS)('%s is made by one operation, through the context, and logged by the cloud', async (action) => {
  const site = await openTestSite();
  const ids = await populate(site);
  const before = { made: site.context.calls.length, logged: site.control.calls(action).length };
  await OPERATIONS[action](site, ids);
  const made = site.context.calls.slice(before.made).filter((call) => call.action === action);
  const logged = site.control.calls(action).slice(before.logged);
  expect(made.length).toBeGreaterThan(0);
  expect(logged.map((call) => call.outcome)).toEqual(made.map(() => 'ok'));
  const isRead = /^(Describe|List|Get|Receive)/.test(action);
  for (const [index, call] of made.entries()) {
    expect(call.effect === 'read').toBe(isRead);
    expect(logged[index]?.effect === undefined).toBe(isRead);
  }
  await site.close();
});

it.each(ACTIONS)('%s is not sent for a signal that is aborted already', async (action) => {
  const site = await openTestSite();
  const ids = await populate(site);
  const logged = site.control.calls(action).length;
  const aborted = AbortSignal.abort();
  const call = site.context.call.bind(site.context);
  site.context.call = (calling, run) => call({ ...calling, signal: aborted }, run);
  await expect(OPERATIONS[action](site, ids)).rejects.toMatchObject({ errorClass: 'Unavailable', effect: 'none' });
  expect(site.control.calls(action)).toHaveLength(logged);
  await site.close();
});
