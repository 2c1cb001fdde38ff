import type { SweepEvent } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { ec2Error, localServices } from '../../session/testing/local-service.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../../session/testing/test-session.js';
import { memoryOf } from '../memory.js';
import { DEPLOYMENT, headerTags, machine, tagSet, wireEc2, type WireEc2 } from '../testing/wire-ec2.js';
import { sweep } from './sweep.js';

const serve = localServices();
const ALL_HANDLERS = { handlers: ['ec2-fleet', 'auto-scaling-group', 'spot-fleet', 'run-instances'] };
const MINUTE_MS = 60_000;

async function open(cloud: WireEc2, settings: Readonly<Record<string, unknown>> = ALL_HANDLERS) {
  const { session, context } = testSession((await serve(cloud.answer)).url, settings);
  const list = async () => {
    const before = context.calls.length;
    const events: SweepEvent[] = [];
    for await (const event of sweep(session, { scope: { kind: 'deployment', deploymentId: DEPLOYMENT }, ...readInput() }))
      events.push(event);
    const pages = events.flatMap((event) => (event.type === 'page' ? [event] : []));
    return {
      end: events.at(-1),
      groups: pages.flatMap((page) => page.groups),
      companions: pages.flatMap((page) => page.companions),
      coveredShards: pages.flatMap((page) => page.coveredShards),
      times: pages.map((page) => page.providerTimeMs),
      calls: context.calls.slice(before).map(({ action }) => action),
    };
  };
  return { session, context, list };
}

const asgTags = Object.entries(headerTags())
  .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
  .join('');
const asg = (name: string, inner = '') =>
  `<AutoScalingGroupName>${name}</AutoScalingGroupName><CreatedTime>2026-01-01T00:00:00Z</CreatedTime><DesiredCapacity>3</DesiredCapacity><Tags>${asgTags}</Tags>${inner}`;
const fleet = (id: string, state: string, type = 'maintain', tags = headerTags()) =>
  `<fleetId>${id}</fleetId><fleetState>${state}</fleetState><type>${type}</type><createTime>2026-01-01T00:00:00Z</createTime><targetCapacitySpecification><totalTargetCapacity>4</totalTargetCapacity></targetCapacitySpecification>${tagSet(tags)}`;
const volume = (id: string, { tags = headerTags(), created = '2026-01-01T00:00:00Z', status = 'available' } = {}) =>
  `<volumeId>${id}</volumeId><status>${status}</status><createTime>${created}</createTime>${tagSet(tags)}`;
const template = (id: string, name: string) =>
  `<launchTemplateId>${id}</launchTemplateId><launchTemplateName>${name}</launchTemplateName><createTime>2026-01-01T00:00:00Z</createTime>${tagSet({ ...headerTags(), 'hostwright-content': 'c0ffee' })}`;

describe('groups in a sweep of AWS', { tags: ['aws.sweep', 'contract'] }, () => {
  it('shows the groups of every kind with header, state and target', async () => {
    const cloud = wireEc2();
    cloud.items.set('DescribeAutoScalingGroups', [asg('hostwright-t1'), asg('hostwright-t2', '<Status>Delete in progress</Status>')]);
    cloud.items.set('DescribeFleets', [fleet('fleet-1', 'active'), fleet('fleet-2', 'submitted', 'request')]);
    cloud.items.set('DescribeSpotFleetRequests', [
      `<spotFleetRequestId>sfr-1</spotFleetRequestId><spotFleetRequestState>cancelled_running</spotFleetRequestState>${tagSet(headerTags())}`,
    ]);
    const { list } = await open(cloud);
    expect(
      (await list()).groups.map(({ groupRef, kind, state, targetUnits, header }) => [groupRef, kind, state, targetUnits, header?.intentId]),
    ).toEqual([
      ['fleet-1', 'fleet', { unified: 'active', raw: 'active' }, 4, 'int-1'],
      ['fleet-2', 'fleet', { unified: 'creating', raw: 'submitted' }, undefined, 'int-1'],
      ['hostwright-t1', 'auto-scaling-group', { unified: 'active', raw: '' }, 3, 'int-1'],
      ['hostwright-t2', 'auto-scaling-group', { unified: 'deleting', raw: 'Delete in progress' }, 3, 'int-1'],
      ['sfr-1', 'spot-fleet', { unified: 'deleted', raw: 'cancelled_running' }, undefined, 'int-1'],
    ]);
  });

  it('lists groups that exist in every sweep, because one that a complete sweep leaves out counts as gone', async () => {
    const cloud = wireEc2();
    cloud.items.set('DescribeFleets', [fleet('fleet-1', 'active')]);
    const { list } = await open(cloud);
    await list();
    const { calls, groups } = await list();
    expect([calls.filter((action) => action !== 'GetCallerIdentity'), groups.length]).toEqual([['DescribeInstances', 'DescribeFleets'], 1]);
  });

  it('learns of a group from its machines, also where its kind is switched off', async () => {
    const tagged = { ...headerTags(), 'aws:autoscaling:groupName': 'hostwright-t1' };
    const { list } = await open(wireEc2([machine('i-1', { tagged })]), { handlers: ['run-instances'] });
    expect((await list()).calls).toContain('DescribeAutoScalingGroups');
  });

  it('never looks for kinds that are switched off while nothing speaks of them', async () => {
    const { list } = await open(wireEc2([machine('i-1')]), { handlers: ['run-instances'] });
    expect((await list()).calls).toEqual(['DescribeInstances', 'DescribeVolumes']);
  });

  it('leaves out groups of other deployments, and instant fleets', async () => {
    const cloud = wireEc2();
    cloud.items.set('DescribeFleets', [
      fleet('fleet-1', 'active', 'instant'),
      fleet('fleet-2', 'active', 'maintain', headerTags('int-2', 'ff'.repeat(16))),
    ]);
    const { list } = await open(cloud);
    expect((await list()).groups).toEqual([]);
  });

  it('is partial when groups cannot be listed, and covers the machines all the same', async () => {
    const cloud = wireEc2([machine('i-1')]);
    cloud.intercept = (action) => (action === 'DescribeFleets' ? ec2Error('InternalError', 'An internal error', 500) : undefined);
    const { list } = await open(cloud);
    const { end, coveredShards, calls } = await list();
    expect([end, coveredShards]).toMatchObject([{ outcome: 'partial', message: expect.stringContaining('fleet') }, ['us-east-1']]);
    expect(calls).toContain('DescribeAutoScalingGroups');
    expect((await list()).calls).toContain('DescribeFleets');
  });
});

describe('companions in a sweep of AWS', { tags: ['aws.sweep', 'contract'] }, () => {
  it('shows volumes that nothing uses, but not those that are kept, too young, or somebody else’s', async () => {
    const cloud = wireEc2();
    cloud.items.set('DescribeVolumes', [
      volume('vol-left'),
      volume('vol-kept', { tags: { ...headerTags(), 'hostwright-keep': 'yes' } }),
      volume('vol-young', { created: new Date().toISOString() }),
      volume('vol-used', { status: 'in-use' }),
      volume('vol-other', { tags: headerTags('int-1', 'ff'.repeat(16)) }),
    ]);
    const { list } = await open(cloud);
    expect((await list()).companions).toMatchObject([
      { companionId: 'vol-left', kind: 'volume', machineId: undefined, header: { intentId: 'int-1' } },
    ]);
  });

  it('looks for volumes again a minute after machines ended, else seldom', { tags: ['aws.calls', 'contract'] }, async () => {
    const cloud = wireEc2([machine('i-1'), machine('i-2')]);
    const { list, context } = await open(cloud, { handlers: ['run-instances'] });
    const listsVolumes = async () => (await list()).calls.includes('DescribeVolumes');
    expect([await listsVolumes(), await listsVolumes()]).toEqual([true, false]);
    cloud.instances.set('i-1', machine('i-1', { state: 'terminated' }));
    expect(await listsVolumes()).toBe(false);
    context.shiftMs += MINUTE_MS;
    expect([await listsVolumes(), await listsVolumes()]).toEqual([true, false]);
    cloud.instances.delete('i-2');
    context.shiftMs += MINUTE_MS;
    expect(await listsVolumes()).toBe(true);
    context.shiftMs += 9 * MINUTE_MS;
    expect(await listsVolumes()).toBe(false);
    context.shiftMs += MINUTE_MS;
    expect(await listsVolumes()).toBe(true);
  });

  it('shows a launch template once nothing has needed it for an hour', { tags: ['aws.launch.launch-templates', 'contract'] }, async () => {
    const cloud = wireEc2();
    cloud.items.set('DescribeLaunchTemplates', [template('lt-idle', 'idle'), template('lt-used', 'used'), template('lt-group', 'group')]);
    const used =
      '<LaunchTemplate><LaunchTemplateId>lt-group</LaunchTemplateId><LaunchTemplateName>group</LaunchTemplateName><Version>1</Version></LaunchTemplate>';
    cloud.items.set('DescribeAutoScalingGroups', [asg('hostwright-t1', used)]);
    const { list, context, session } = await open(cloud);
    expect((await list()).companions).toEqual([]);
    context.shiftMs += 60 * MINUTE_MS;
    memoryOf(session).launchTemplateUsed('used');
    expect((await list()).companions).toMatchObject([{ companionId: 'lt-idle', kind: 'launch-template', machineId: undefined }]);
  });

  it('says nothing of launch templates while it is not known which of them groups use', async () => {
    const cloud = wireEc2();
    const { list, context } = await open(cloud);
    await list();
    context.shiftMs += 60 * MINUTE_MS;
    cloud.intercept = (action) => (action === 'DescribeFleets' ? ec2Error('InternalError', 'An internal error', 500) : undefined);
    expect((await list()).calls).not.toContain('DescribeLaunchTemplates');
  });

  it('asks for a forbidden listing once in its interval, not with every sweep', { tags: ['aws.calls', 'contract'] }, async () => {
    const cloud = wireEc2([machine('i-1')]);
    cloud.intercept = (action) => (action === 'DescribeVolumes' ? ec2Error('UnauthorizedOperation', 'You are not authorized') : undefined);
    const { list } = await open(cloud, { handlers: ['run-instances'] });
    expect([(await list()).end, (await list()).end]).toMatchObject([{ outcome: 'partial' }, { outcome: 'complete' }]);
  });

  it('states times that never run backwards', async () => {
    const cloud = wireEc2([machine('i-1')]);
    cloud.items.set('DescribeVolumes', [volume('vol-left')]);
    const { list } = await open(cloud);
    const { times } = await list();
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});
