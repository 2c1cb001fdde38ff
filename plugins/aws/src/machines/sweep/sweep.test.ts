import type { SweepEvent, SweepScope } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { ec2Error, localServices } from '../../session/testing/local-service.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../../session/testing/test-session.js';
import { DEPLOYMENT, headerTags, idList, machine, wireEc2, type WireEc2 } from '../testing/wire-ec2.js';
import { sweep } from './sweep.js';

const serve = localServices();
const OURS: SweepScope = { kind: 'deployment', deploymentId: DEPLOYMENT };

async function open(cloud: WireEc2, settings: Readonly<Record<string, unknown>> = {}) {
  const service = await serve(cloud.answer);
  const { session, context } = testSession(service.url, settings);
  const list = async (scope: SweepScope = OURS) => {
    const before = context.calls.length;
    const events: SweepEvent[] = [];
    for await (const event of sweep(session, { scope, ...readInput() })) events.push(event);
    const pages = events.flatMap((event) => (event.type === 'page' ? [event] : []));
    return {
      pages,
      end: events.at(-1),
      machines: pages.flatMap((page) => page.machines),
      groups: pages.flatMap((page) => page.groups),
      companions: pages.flatMap((page) => page.companions),
      coveredShards: pages.flatMap((page) => page.coveredShards),
      calls: context.calls.slice(before).map(({ action }) => action),
    };
  };
  return { session, context, service, list };
}

const COMPLETE = { type: 'end', outcome: 'complete', message: undefined };

describe('a sweep of AWS', { tags: ['aws.sweep', 'contract'] }, () => {
  it('takes one call for each thousand machines, whatever they were launched for', { tags: ['aws.calls', 'contract'] }, async () => {
    const cloud = wireEc2(idList(2_500).map((id, index) => machine(id, { tagged: headerTags(`int-${index % 400}`) })));
    const { list } = await open(cloud);
    await list();
    const { machines, calls, end } = await list();
    expect(calls).toEqual(['DescribeInstances', 'DescribeInstances', 'DescribeInstances']);
    expect([machines.length, end]).toEqual([2_500, COMPLETE]);
  });

  it('looks once for all that may be there, and then only for what is', { tags: ['aws.calls', 'contract'] }, async () => {
    const { list } = await open(wireEc2([machine('i-1')]), { handlers: ['ec2-fleet', 'auto-scaling-group', 'spot-fleet'] });
    expect((await list()).calls).toEqual([
      'DescribeInstances',
      'DescribeFleets',
      'DescribeAutoScalingGroups',
      'DescribeSpotFleetRequests',
      'DescribeVolumes',
      'DescribeLaunchTemplates',
    ]);
    expect((await list()).calls).toEqual(['DescribeInstances']);
  });

  it('asks for pages of a thousand by the tag of the deployment', async () => {
    const { list, service } = await open(wireEc2());
    await list();
    const params = new URLSearchParams(service.requests.find(({ action }) => action === 'DescribeInstances')?.body);
    expect([params.get('MaxResults'), params.get('Filter.1.Name'), params.get('Filter.1.Value.1')]).toEqual([
      '1000',
      'tag:hostwright-deployment',
      DEPLOYMENT,
    ]);
  });

  it('covers the region with its last page, and no earlier', async () => {
    const { list } = await open(wireEc2(idList(1_001).map((id) => machine(id))));
    const { pages, machines } = await list();
    expect(pages.map(({ coveredShards }) => coveredShards)).toEqual([[], ['us-east-1']]);
    expect(machines.every(({ shard }) => shard === 'us-east-1')).toBe(true);
  });

  it('does not believe the filter: what bears other tags is not shown', async () => {
    const foreign = machine('i-2', { tagged: headerTags('int-9', 'ff'.repeat(16)) });
    const { list } = await open(wireEc2([machine('i-1'), foreign, machine('i-3', { tagged: {} })]));
    expect((await list()).machines.map(({ machineId }) => machineId)).toEqual(['i-1']);
    expect((await list({ kind: 'all-deployments' })).machines.map(({ machineId }) => machineId)).toEqual(['i-1', 'i-2']);
  });

  it('shows a machine once that moved from one page to the next while they were read', async () => {
    const cloud = wireEc2(idList(1_010).map((id) => machine(id)));
    const { list } = await open(cloud);
    cloud.intercept = (_, params) => {
      if (!params.has('NextToken')) return undefined;
      const before = [...cloud.instances];
      cloud.instances.clear();
      for (const id of idList(5, 5_000)) cloud.instances.set(id, machine(id));
      for (const [id, instance] of before) cloud.instances.set(id, instance);
      return undefined;
    };
    expect((await list()).machines.map(({ machineId }) => machineId)).toEqual(idList(1_010));
  });

  it('is partial and covers nothing when a page is lost in the middle', async () => {
    const cloud = wireEc2(idList(2_001).map((id) => machine(id)));
    const { list } = await open(cloud);
    cloud.intercept = (_, params) => (params.get('NextToken') === '1000' ? ec2Error('InvalidNextToken', 'expired') : undefined);
    const { machines, end, coveredShards } = await list();
    expect([machines.length, end, coveredShards]).toMatchObject([1_000, { type: 'end', outcome: 'partial' }, []]);
  });

  it('does not follow a listing that repeats itself', async () => {
    const cloud = wireEc2(idList(2_001).map((id) => machine(id)));
    const { list } = await open(cloud);
    cloud.intercept = (action, params) => {
      if (params.get('NextToken') !== null) params.set('NextToken', '0');
      return action === 'DescribeInstances' && params.get('NextToken') === '0' ? cloudAnswer(cloud) : undefined;
    };
    expect((await list()).end).toMatchObject({ outcome: 'partial', message: expect.stringContaining('repeats itself') });
  });

  it('fails when later pages belong to another account', async () => {
    const cloud = wireEc2(idList(1_500).map((id) => machine(id)));
    const { list } = await open(cloud);
    cloud.intercept = (_, params) => (params.has('NextToken') ? ofAccount(cloud, '999999999999') : undefined);
    expect((await list()).end).toMatchObject({ outcome: 'failed', message: expect.stringContaining('999999999999') });
  });

  it('throws what the first page is refused with: it says nothing of the cloud', async () => {
    const cloud = wireEc2([machine('i-1')]);
    const { list } = await open(cloud);
    cloud.intercept = () => ec2Error('UnauthorizedOperation', 'You are not authorized');
    await expect(list()).rejects.toMatchObject({ errorClass: 'PermissionDenied' });
  });

  it('names the account by what EC2 says, and asks STS only where there is nothing', { tags: ['aws.calls', 'contract'] }, async () => {
    const cloud = wireEc2([machine('i-1')]);
    const { list } = await open(cloud);
    const first = await list();
    expect([first.pages[0]?.identity, first.calls.includes('GetCallerIdentity')]).toEqual([
      { account: '123456789012', region: 'us-east-1', principal: undefined },
      false,
    ]);
    cloud.instances.clear();
    const empty = await list();
    expect([empty.pages[0]?.identity.account, empty.end, empty.coveredShards]).toEqual(['123456789012', COMPLETE, ['us-east-1']]);
  });

  it('shows the volumes of machines that will outlive them', async () => {
    const attachTime = '2026-01-01T00:00:00.000Z';
    const volumes = [
      { id: 'vol-root', attachTime, deleteOnTermination: true },
      { id: 'vol-data', attachTime, deleteOnTermination: false },
    ];
    const { list } = await open(wireEc2([machine('i-1', { volumes })]));
    expect((await list()).companions).toMatchObject([{ companionId: 'vol-data', machineId: 'i-1', header: { intentId: 'int-1' } }]);
  });

  it('sends nothing when it was aborted before', async () => {
    const { session, context } = await open(wireEc2([machine('i-1')]));
    const aborted = sweep(session, { scope: OURS, signal: AbortSignal.abort() });
    await expect(aborted.next()).rejects.toMatchObject({ errorClass: 'Unavailable' });
    expect(context.calls).toEqual([]);
  });
});

describe('a sweep while a zone is out of order', { tags: ['aws.sweep', 'simulated'] }, () => {
  const zoned = () => wireEc2([machine('i-a', { zone: 'us-east-1a' }), machine('i-b', { zone: 'us-east-1b' })]);
  const outage = (cloud: WireEc2, dark: (params: URLSearchParams) => boolean): void => {
    cloud.intercept = (action, params) => {
      const fails = action === 'DescribeInstances' && (!params.has('InstanceId.1') || dark(params));
      return fails ? ec2Error('Unavailable', 'The service is unavailable', 503) : undefined;
    };
  };

  it('asks for known machines by id, shows those of the other zones, and covers nothing', async () => {
    const cloud = zoned();
    const { list } = await open(cloud);
    await list();
    outage(cloud, (params) => params.get('InstanceId.1') === 'i-b');
    const { machines, end, coveredShards } = await list();
    expect(machines.map(({ machineId }) => machineId)).toEqual(['i-a']);
    expect([end, coveredShards]).toMatchObject([{ outcome: 'partial', message: expect.stringContaining('us-east-1a') }, []]);
  });

  it('throws when no zone answers: then it is not the zones', async () => {
    const cloud = zoned();
    const { list } = await open(cloud);
    await list();
    outage(cloud, () => true);
    await expect(list()).rejects.toMatchObject({ errorClass: 'Unavailable' });
  });

  it('throws when nothing is known yet that could be asked for', async () => {
    const cloud = zoned();
    const { list } = await open(cloud);
    outage(cloud, () => false);
    await expect(list()).rejects.toMatchObject({ errorClass: 'Unavailable' });
  });
});

function cloudAnswer(cloud: WireEc2) {
  const [first] = cloud.instances.values();
  return {
    body: `<r><reservationSet><item><ownerId>123456789012</ownerId><instancesSet><item><instanceId>${first?.id}</instanceId></item></instancesSet></item></reservationSet><nextToken>again</nextToken></r>`,
  };
}

function ofAccount(cloud: WireEc2, account: string) {
  return { body: cloudAnswer(cloud).body.replace('123456789012', account) };
}
