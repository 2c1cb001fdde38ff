import type { Adoption, WriteInput } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { ec2Error, localServices } from '../../session/testing/local-service.js';
import { readInput, writeInput } from '@hostwright/plugin-testing';
import { testSession } from '../../session/testing/test-session.js';
import { machine, wireEc2, type WireEc2 } from '../testing/wire-ec2.js';
import { adoptMachines } from './adopt.js';
import { membersOf } from './members.js';

const serve = localServices();

const HEADER = {
  deploymentId: 'dd'.repeat(16),
  incarnation: 'ee'.repeat(8),
  requestId: 'r-1',
  intentId: 'int-1',
  sequence: 7,
  generation: 1,
};

async function open(cloud: WireEc2) {
  const service = await serve(cloud.answer);
  const { session } = testSession(service.url);
  const write = { ...writeInput(), header: HEADER } as WriteInput;
  return {
    adopt: (machineIds: readonly string[], tags = [{ key: 'RC_ACCOUNT', value: 'x' }]) =>
      adoptMachines(session, { ...write, machineIds, tags }),
    members: (groupRef: string) => membersOf(session, { ...readInput(), groupRef }),
    ofAction: (action: string) =>
      service.requests.filter((request) => request.action === action).map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
  };
}

const foreign = (id: string, tagged: Readonly<Record<string, string>> = {}) => machine(id, { tagged });
const outcomes = (answers: readonly Adoption[]) => Object.fromEntries(answers.map(({ machineId, outcome }) => [machineId, outcome]));
const [A, B, C] = ['i-0000000000000000a', 'i-0000000000000000b', 'i-0000000000000000c'] as const;

describe('machines on AWS that somebody else started', { tags: ['aws.adopt', 'contract'] }, () => {
  it('are tagged together, with the header and the tags of the order, and nothing of AWS’s own', async () => {
    const { adopt, ofAction } = await open(wireEc2([foreign(A), foreign(B)]));
    expect(
      outcomes(
        await adopt(
          [A, B],
          [
            { key: 'RC_ACCOUNT', value: 'x' },
            { key: 'aws:own', value: 'y' },
          ],
        ),
      ),
    ).toEqual({ [A]: 'adopted', [B]: 'adopted' });
    const [tagging, ...others] = ofAction('CreateTags');
    expect(others).toEqual([]);
    expect(tagging).toMatchObject({
      'ResourceId.1': A,
      'ResourceId.2': B,
      'Tag.1.Key': 'RC_ACCOUNT',
      'Tag.2.Key': 'hostwright-deployment',
      'Tag.7.Value': '1',
    });
    expect(tagging).not.toHaveProperty('Tag.8.Key');
  });

  it('are not-found where EC2 does not know them, also where tagging itself would not say so', async () => {
    const { adopt, ofAction } = await open(wireEc2([foreign(A)]));
    expect(outcomes(await adopt([B, A]))).toEqual({ [A]: 'adopted', [B]: 'not-found' });
    expect(ofAction('CreateTags').map((call) => call['ResourceId.1'])).toEqual([A]);
  });

  it('get the tag that keeps a lasting fleet from replacing them', async () => {
    const fleets = { [A]: 'fleet-11111111', [B]: 'fleet-22222222' };
    const cloud = wireEc2([foreign(A, { 'aws:ec2:fleet-id': fleets[A] }), foreign(B, { 'aws:ec2:fleet-id': fleets[B] }), foreign(C)]);
    cloud.items.set('DescribeFleets', [
      `<fleetId>${fleets[A]}</fleetId><type>maintain</type>`,
      `<fleetId>${fleets[B]}</fleetId><type>instant</type>`,
    ]);
    const { adopt, ofAction } = await open(cloud);
    await adopt([A, B, C]);
    const tagged = ofAction('CreateTags').map((call) => [
      call['ResourceId.1'],
      call['ResourceId.2'],
      call['Tag.8.Key'],
      call['Tag.8.Value'],
    ]);
    expect(tagged).toEqual([
      [A, undefined, 'hostwright-fleet', 'maintain'],
      [B, C, undefined, undefined],
    ]);
  });

  it('that may not be tagged are told by name, and the others go on', async () => {
    const cloud = wireEc2([foreign(A), foreign(B)]);
    cloud.intercept = (action, params) =>
      action === 'CreateTags' && [...params.values()].includes(B) ? ec2Error('UnauthorizedOperation', 'not allowed', 403) : undefined;
    const { adopt } = await open(cloud);
    const answers = await adopt([A, B]);
    expect(outcomes(answers)).toEqual({ [A]: 'adopted', [B]: 'failed' });
    expect(answers.find(({ machineId }) => machineId === B)).toMatchObject({ code: 'UnauthorizedOperation', retryable: false });
  });
});

describe('the machines of a group that somebody else made', { tags: ['aws.adopt', 'contract'] }, () => {
  it('are all there from the start in an instant fleet', async () => {
    const cloud = wireEc2();
    const instances = `<fleetInstanceSet><item><instanceIds><item>${A}</item><item>${B}</item></instanceIds></item></fleetInstanceSet>`;
    cloud.items.set('DescribeFleets', [`<fleetId>fleet-11111111</fleetId><type>instant</type>${instances}`]);
    expect(await (await open(cloud)).members('fleet-11111111')).toEqual({ machineIds: [A, B], complete: true });
  });

  it.each([
    ['pending_fulfillment', 'active', false],
    ['fulfilled', 'active', true],
    ['pending_fulfillment', 'deleted_running', true],
  ])('of a fleet that is %s and %s: all there is %s', async (activity, state, complete) => {
    const cloud = wireEc2();
    const facts = `<type>request</type><fleetState>${state}</fleetState><activityStatus>${activity}</activityStatus>`;
    cloud.items.set('DescribeFleets', [`<fleetId>fleet-11111111</fleetId>${facts}`]);
    cloud.intercept = (action) =>
      action === 'DescribeFleetInstances'
        ? {
            body: `<DescribeFleetInstancesResponse><activeInstanceSet><item><instanceId>${A}</instanceId></item></activeInstanceSet></DescribeFleetInstancesResponse>`,
          }
        : undefined;
    expect(await (await open(cloud)).members('fleet-11111111')).toEqual({ machineIds: [A], complete });
  });

  it('are those of a spot fleet, of a reservation, of an Auto Scaling group', async () => {
    const cloud = wireEc2([foreign(A), machine(B, { state: 'terminated' })]);
    cloud.items.set('DescribeSpotFleetRequests', [
      '<spotFleetRequestId>sfr-11111111</spotFleetRequestId><spotFleetRequestState>active</spotFleetRequestState><activityStatus>fulfilled</activityStatus>',
    ]);
    cloud.items.set('DescribeAutoScalingGroups', [
      `<AutoScalingGroupName>orb-group</AutoScalingGroupName><DesiredCapacity>2</DesiredCapacity><Instances><member><InstanceId>${C}</InstanceId><LifecycleState>InService</LifecycleState></member></Instances>`,
    ]);
    cloud.intercept = (action) =>
      action === 'DescribeSpotFleetInstances'
        ? {
            body: `<DescribeSpotFleetInstancesResponse><activeInstanceSet><item><instanceId>${A}</instanceId></item></activeInstanceSet></DescribeSpotFleetInstancesResponse>`,
          }
        : undefined;
    const { members, ofAction } = await open(cloud);
    expect(await members('sfr-11111111')).toEqual({ machineIds: [A], complete: true });
    expect(await members('r-0123456789abcdef0')).toEqual({ machineIds: [A], complete: true });
    expect(ofAction('DescribeInstances')[0]).toMatchObject({
      'Filter.1.Name': 'reservation-id',
      'Filter.1.Value.1': 'r-0123456789abcdef0',
    });
    expect(await members('orb-group')).toEqual({ machineIds: [C], complete: false });
  });

  it('are none where there is no such group, and nothing is asked about what is none', async () => {
    const { members, ofAction } = await open(wireEc2());
    for (const absent of ['fleet-11111111', 'sfr-11111111', 'r-0123456789abcdef0', 'dir-1-2'])
      await expect(members(absent)).rejects.toMatchObject({ errorClass: 'NotFound' });
    const asked = ofAction('DescribeAutoScalingGroups').length;
    await expect(members('a\nb')).rejects.toMatchObject({ errorClass: 'Unsupported' });
    expect(ofAction('DescribeAutoScalingGroups')).toHaveLength(asked);
  });
});
