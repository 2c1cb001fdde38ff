import { DescribeInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { openSite, type Site } from './site.js';

const MINUTE_MS = 60_000;
const FLEET = { handlers: ['ec2-fleet'] };
const GROUP = { handlers: ['auto-scaling-group'] };
const MAINTAIN = { handlers: ['ec2-fleet'], fleetType: 'maintain' };
const REQUEST = { handlers: ['ec2-fleet'], fleetType: 'request' };
const SPOT_FLEET = {
  handlers: ['spot-fleet'],
  priceType: 'spot',
  fleetRole: 'arn:aws:iam::123456789012:role/aws-ec2-spot-fleet-tagging-role',
};

/** Ends machines, and lets the cloud do whatever it would. */
async function end(site: Site, machineIds: readonly string[], by = site.machines) {
  const answer = await by.terminate({ ...site.write(), machineIds });
  await site.fake.control.advance(10 * MINUTE_MS);
  return answer;
}

describe('sweeps of a large site', { tags: ['aws.sweep', 'contract'] }, () => {
  it(
    'take one DescribeInstances for each thousand machines, however many intents are open',
    { tags: ['aws.calls', 'contract'] },
    async () => {
      const site = await openSite();
      for (const units of [1_000, 1_000, 400, 1, 1, 1]) await site.launch(FLEET, units);
      await site.newCalls();
      const { machines, end: ended } = await site.sweep();
      expect(await site.newCalls()).toEqual({ DescribeInstances: 3 });
      expect([machines.length, ended]).toMatchObject([2_403, { outcome: 'complete' }]);
      for (let intents = 0; intents < 10; intents += 1) await site.launch(FLEET, 1);
      await site.newCalls();
      await site.sweep();
      expect(await site.newCalls()).toEqual({ DescribeInstances: 3 });
    },
  );

  it('show of each machine what the SDK’s own client reads', async () => {
    const site = await openSite({ pendingMs: MINUTE_MS, shuttingDownMs: MINUTE_MS });
    const [first = ''] = await site.launch(FLEET, 3);
    await site.launch({ ...FLEET, priceType: 'spot' }, 2);
    await site.fake.control.end({ ids: [first] });
    const { machines } = await site.sweep();
    const { Reservations: reservations = [] } = await site.ec2.send(new DescribeInstancesCommand({}));
    const instances = new Map(reservations.flatMap(({ Instances: all = [] }) => all.map((instance) => [instance.InstanceId, instance])));
    expect(machines.length).toBe(5);
    for (const machine of machines) {
      const instance: Instance = instances.get(machine.machineId) ?? {};
      expect([machine.status.raw, machine.machineType, machine.zone, machine.createdAtMs, machine.privateIp, machine.name]).toEqual([
        instance.State?.Name,
        instance.InstanceType,
        instance.Placement?.AvailabilityZone,
        instance.LaunchTime?.getTime(),
        instance.PrivateIpAddress,
        instance.PrivateDnsName || undefined,
      ]);
      expect(machine.tags).toEqual((instance.Tags ?? []).map(({ Key: key, Value: value }) => ({ key, value })));
    }
  });

  it('show the machines of lit zones while others are dark, and cover nothing', { tags: ['aws.sweep'] }, async () => {
    const site = await openSite();
    for (const subnetId of site.subnetIds) await site.launch({ ...FLEET, subnetIds: [subnetId] }, 10);
    const { machines: before } = await site.sweep();
    const zones = [...new Set(before.map(({ zone }) => zone ?? ''))];
    expect(zones.length).toBe(2);
    await site.fake.control.darkenZones({ zones: zones.slice(0, 1) });
    const { machines, coveredShards, end: ended } = await site.sweep();
    expect(machines.filter(({ zone }) => zone === zones[1]).length).toBe(10);
    expect([coveredShards, ended]).toMatchObject([[], { outcome: 'partial' }]);
    await site.fake.control.darkenZones({ zones: [] });
    expect((await site.sweep()).end).toMatchObject({ outcome: 'complete' });
  });

  it('take an id that EC2 does not show yet for not found, and show it once EC2 does', async () => {
    const site = await openSite({ visibilityMs: 2 * MINUTE_MS });
    const machineIds = await site.start(FLEET, 2);
    const ask = () => site.machines.inspect({ machineIds, signal: new AbortController().signal });
    expect([(await ask()).notFound, (await site.sweep()).machines]).toEqual([machineIds, []]);
    await site.fake.control.advance(3 * MINUTE_MS);
    expect([(await ask()).machines.length, (await site.sweep()).machines.length]).toEqual([2, 2]);
  });
});

describe('the end of machines on a simulated EC2', { tags: ['aws.terminate', 'contract'] }, () => {
  it('takes one TerminateInstances for a thousand machines', { tags: ['aws.calls', 'contract'] }, async () => {
    const site = await openSite();
    const ids = await site.launch(FLEET, 1_000);
    await site.newCalls();
    await end(site, ids);
    expect([await site.newCalls(), await site.live()]).toEqual([{ TerminateInstances: 1 }, []]);
  });

  it('ends the others when one is protected, though EC2 refuses the call and has ended machines of other zones', async () => {
    const site = await openSite();
    const ids = await site.launch(FLEET, 12);
    await site.fake.control.protect({ ids: ids.slice(3, 4) });
    const answer = await end(site, ids);
    expect(answer.filter(({ outcome }) => outcome === 'failed').map(({ machineId }) => machineId)).toEqual(ids.slice(3, 4));
    expect(await site.live()).toEqual(ids.slice(3, 4));
  });

  it.each([
    ['an Auto Scaling group', GROUP, 'SuspendProcesses'],
    ['a maintain fleet', MAINTAIN, 'ModifyFleet'],
  ] as const)(
    'of %s is followed by no new machine, for one call more in its life',
    { tags: ['aws.calls', 'contract'] },
    async (_, template, closing) => {
      const site = await openSite();
      const ids = await site.launch(template, 6);
      await site.newCalls();
      await end(site, ids.slice(0, 2));
      expect((await site.live()).toSorted()).toEqual(ids.slice(2).toSorted());
      await end(site, ids.slice(2, 3));
      const later = site.another();
      await site.sweep(later);
      await end(site, ids.slice(3, 4), later);
      expect((await site.live()).toSorted()).toEqual(ids.slice(4).toSorted());
      expect(await site.newCalls()).toMatchObject({ [closing]: 1, TerminateInstances: 3 });
    },
  );

  it.each([
    ['a request fleet', REQUEST],
    ['a Spot Fleet', SPOT_FLEET],
  ] as const)('of %s is followed by no new machine, without a word to it', async (_, template) => {
    const site = await openSite();
    const ids = await site.launch(template, 4);
    await site.newCalls();
    await end(site, ids.slice(0, 2));
    expect((await site.live()).toSorted()).toEqual(ids.slice(2).toSorted());
    expect(await site.newCalls()).toEqual({ TerminateInstances: 1 });
  });

  it.each([
    ['an Auto Scaling group', GROUP],
    ['a maintain fleet', MAINTAIN],
  ] as const)('finds what %s has added by itself, and then it adds no more', async (_, template) => {
    const site = await openSite();
    const ids = await site.launch(template, 3);
    await site.fake.control.end({ ids: ids.slice(0, 1) });
    await site.fake.control.advance(MINUTE_MS);
    const added = (await site.sweep()).machines.filter(
      ({ machineId, status }) => !ids.includes(machineId) && status.unified !== 'terminated',
    );
    expect(added.map(({ header }) => header?.intentId)).toEqual(['int-1']);
    await end(
      site,
      added.map(({ machineId }) => machineId),
    );
    expect((await site.live()).toSorted()).toEqual(ids.slice(1).toSorted());
  });

  it.each([
    ['auto-scaling-group', GROUP],
    ['fleet', MAINTAIN],
    ['fleet', REQUEST],
    ['spot-fleet', SPOT_FLEET],
  ] as const)('is followed by the deletion of a %s, after which sweeps no longer look for it', async (kind, template) => {
    const site = await openSite();
    await end(site, await site.launch(template, 2));
    const [group] = (await site.sweep()).groups.filter(({ state }) => state.unified !== 'deleted');
    expect(group?.kind).toBe(kind);
    for (let times = 0; times < 2; times += 1) await site.machines.cleanUp({ ...site.write(), kind, ref: group?.groupRef ?? '' });
    expect(await site.fake.control.inventory()).toMatchObject({ machines: 0, fleets: 0, spotFleets: 0, autoScalingGroups: 0 });
    await site.fake.control.advance(MINUTE_MS);
    await site.sweep();
    await site.newCalls();
    await site.sweep();
    expect(await site.newCalls()).toEqual({ DescribeInstances: 1 });
  });
});

describe('stopping and starting on a simulated EC2', { tags: ['aws.power', 'contract'] }, () => {
  it('keeps the machine and its disk', async () => {
    const site = await openSite();
    const machineIds = await site.launch(FLEET, 2);
    const state = async () => (await site.sweep()).machines.map(({ status }) => status.unified);
    await site.machines.stop({ ...site.write(), machineIds, force: false });
    expect(await state()).toEqual(['stopped', 'stopped']);
    await site.machines.start({ ...site.write(), machineIds });
    expect(await state()).toEqual(['running', 'running']);
    expect((await site.machines.restart({ ...site.write(), machineIds })).map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
  });
});

describe('spot interruptions on a simulated EC2', { tags: ['aws.reclaim', 'contract'] }, () => {
  it('are shown with the time that is left, and end as EC2 says', async () => {
    const site = await openSite();
    const ids = await site.launch({ ...FLEET, priceType: 'spot' }, 3);
    const [taken = ''] = await site.fake.control.interrupt({ ids: ids.slice(0, 1) });
    const atMs = await site.fake.control.nowMs();
    await site.fake.control.advance(30_000);
    const noticed = (await site.sweep()).machines.filter(({ reclaim }) => reclaim !== undefined);
    expect(noticed.map(({ machineId }) => machineId)).toEqual([taken]);
    const left = (noticed[0]?.reclaim?.deadlineAtMs ?? 0) - atMs;
    expect(left).toBeGreaterThan(118_000);
    expect(left).toBeLessThanOrEqual(120_000);
    await site.fake.control.advance(3 * MINUTE_MS);
    const gone = (await site.sweep()).machines.find(({ machineId }) => machineId === taken);
    expect(gone).toMatchObject({ status: { unified: 'terminated' }, endReason: expect.stringContaining('Server.Spot') });
  });

  it('cost one call a sweep while spot machines live, and none before', { tags: ['aws.calls', 'contract'] }, async () => {
    const site = await openSite();
    await site.launch(FLEET, 1);
    await site.newCalls();
    await site.sweep();
    expect(await site.newCalls()).toEqual({ DescribeInstances: 1 });
    await site.launch({ ...FLEET, priceType: 'spot' }, 2);
    await site.newCalls();
    await site.sweep();
    expect(await site.newCalls()).toEqual({ DescribeInstances: 1, DescribeSpotInstanceRequests: 1 });
  });
});
