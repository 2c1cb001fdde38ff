import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaunchResult } from '@hostwright/core/provider';
import { items, refusal, xml, type TestCloud } from '../catalog/testing/test-cloud.js';
import { writeInput } from '@hostwright/plugin-testing';
import type { AwsSession } from '../session/session.js';
import { launch } from './launch.js';
import { fleetEntry, fleetError, startLaunchCloud } from './testing/launch-cloud.js';
import { launched, prepared, sessionAt, type LaunchWish } from './testing/launched.js';
import { HEADER, PLAIN } from './testing/options.js';

let cloud: TestCloud;
let session: AwsSession;

beforeEach(async () => {
  cloud = await startLaunchCloud();
  session = sessionAt(cloud);
});
afterEach(() => cloud.close());

/** Launches one part and answers its result. */
async function one(wish: LaunchWish): Promise<LaunchResult> {
  const [result] = await launched(session, wish);
  if (result === undefined) throw new Error('no result');
  return result;
}

/** An instant fleet that answers these entries and errors. */
function fleetAnswers(entries: readonly string[], errors: readonly string[] = []): void {
  cloud.answer('CreateFleet', () =>
    xml('CreateFleet', `<fleetId>fleet-1</fleetId>${items('errorSet', errors)}${items('fleetInstanceSet', entries)}`),
  );
}

const FLEET = { ...PLAIN, handlers: ['ec2-fleet'] } as const;
const ids = (...names: readonly string[]): readonly string[] => names.map((name) => `i-${name}`);

describe('an instant fleet', { tags: ['aws.launch.fleet', 'contract'] }, () => {
  it('answers its machines with zone, market, tags and the provider’s time, and no group', async () => {
    fleetAnswers([fleetEntry({ type: 'c5.large', subnet: 'subnet-001a', lifecycle: 'spot', ids: ids('1', '2') })]);
    const { machines, group, pendingUnits, shortfall } = await one({ options: FLEET, units: 2 });
    expect(machines.map(({ machineId, zone, market, units, shard }) => ({ machineId, zone, market, units, shard }))).toEqual([
      { machineId: 'i-1', zone: 'us-east-1a', market: 'spot', units: 1, shard: 'us-east-1' },
      { machineId: 'i-2', zone: 'us-east-1a', market: 'spot', units: 1, shard: 'us-east-1' },
    ]);
    expect(machines[0]?.header).toEqual(HEADER);
    expect(machines[0]?.tags).toContainEqual({ key: 'hostwright-intent', value: 'int-1' });
    expect({ group, pendingUnits, shortfall }).toEqual({ group: undefined, pendingUnits: 0, shortfall: [] });
  });

  it('says nothing of the order of types where no strategy goes by it', async () => {
    const types = [{ type: 'c5.large', weight: 1, priority: 1 }];
    await one({ options: { ...FLEET, types } });
    expect(Object.keys(cloud.callsOf('CreateFleet')[0]?.parameters ?? {}).filter((key) => key.endsWith('Priority'))).toEqual([]);
  });

  it('counts a machine as its weight, and may give less than one machine too much', async () => {
    const options = { ...FLEET, types: [{ type: 'c5.xlarge', weight: 4, priority: undefined }] };
    fleetAnswers([fleetEntry({ type: 'c5.xlarge', subnet: 'subnet-001a', lifecycle: 'on-demand', ids: ids('1', '2', '3') })]);
    const { machines, shortfall } = await one({ options, units: 10 });
    expect(machines.map(({ units }) => units)).toEqual([4, 4, 4]);
    expect(machines[0]?.tags).toContainEqual({ key: 'hostwright-units', value: 'c5.xlarge=4' });
    expect(shortfall).toEqual([]);
  });

  it.each([
    ['InsufficientInstanceCapacity', 'Capacity'],
    ['UnfulfillableCapacity', 'Capacity'],
    ['SpotMaxPriceTooLow', 'Capacity'],
    ['VcpuLimitExceeded', 'Quota'],
    ['MaxSpotInstanceCountExceeded', 'Quota'],
    ['RequestLimitExceeded', 'Throttled'],
    ['Unsupported', 'Unsupported'],
    ['InvalidParameterValue', 'InvalidTemplate'],
    ['NeverHeardOf', 'Unsupported'],
  ] as const)('explains what is missing by %s as %s', async (code, reason) => {
    fleetAnswers(
      [fleetEntry({ type: 'c5.large', subnet: 'subnet-001a', lifecycle: 'on-demand', ids: ids('1') })],
      [fleetError(code, 'on-demand', 'the reason'), fleetError(code)],
    );
    const { machines, shortfall } = await one({ options: FLEET, units: 3 });
    expect(machines).toHaveLength(1);
    expect(shortfall).toEqual([{ units: 2, reason, code, message: `${code} (2 pools): the reason` }]);
  });

  it('names capacity before quota when pools lack both: another pool may have room', async () => {
    fleetAnswers([], [fleetError('VcpuLimitExceeded'), fleetError('InsufficientInstanceCapacity')]);
    const { machines, shortfall } = await one({ options: FLEET, units: 3 });
    expect(machines).toEqual([]);
    expect(shortfall).toMatchObject([{ units: 3, reason: 'Capacity', code: 'InsufficientInstanceCapacity' }]);
  });

  it('takes what is missing without a word for missing capacity', async () => {
    fleetAnswers([fleetEntry({ type: 'c5.large', subnet: 'subnet-001a', lifecycle: 'on-demand', ids: ids('1') })]);
    expect((await one({ options: FLEET, units: 3 })).shortfall).toMatchObject([{ units: 2, reason: 'Capacity', code: undefined }]);
  });

  it('is refused as a whole when the account itself is at fault in every pool', async () => {
    fleetAnswers([], [fleetError('AuthFailure'), fleetError('AuthFailure', 'spot')]);
    await expect(one({ options: FLEET, units: 3 })).rejects.toMatchObject({ errorClass: 'PermissionDenied', code: 'AuthFailure' });
  });

  it('is refused as a whole when every pool lacks a permission', async () => {
    fleetAnswers([], [fleetError('UnauthorizedOperation'), fleetError('UnauthorizedOperation', 'spot')]);
    await expect(one({ options: FLEET, units: 3 })).rejects.toMatchObject({
      errorClass: 'PermissionDenied',
      code: 'UnauthorizedOperation',
    });
  });

  it('takes as many calls as the settings’ limit makes necessary, each with a token of its own and its share', async () => {
    session = sessionAt(cloud, { limits: { maxFleetUnits: 4 } });
    const options = { ...FLEET, market: 'mixed', onDemandPercent: 50, onDemandBase: 2 } as const;
    const results = await launched(session, { options, units: 10, token: 'token-9' });
    expect(results.map(({ machines }) => machines.length)).toEqual([4, 4, 2]);
    const calls = cloud.callsOf('CreateFleet').map(({ parameters }) => parameters);
    expect(calls.map((call) => call['ClientToken'])).toEqual(['token-9-0', 'token-9-1', 'token-9-2']);
    expect(calls.map((call) => Number(call['TargetCapacitySpecification.OnDemandTargetCapacity']))).toEqual([3, 2, 1]);
  });
});

describe('a fleet that lasts', { tags: ['aws.launch.fleet', 'contract'] }, () => {
  it.each(['request', 'maintain'] as const)('is a group that promises all of its units: %s', async (fleetType) => {
    const { machines, group, pendingUnits, shortfall } = await one({ options: { ...FLEET, fleetType }, units: 5 });
    expect(group).toMatchObject({
      groupRef: 'fleet-1',
      kind: 'fleet',
      header: HEADER,
      targetUnits: fleetType === 'maintain' ? 5 : undefined,
    });
    expect({ machines, pendingUnits, shortfall }).toEqual({ machines: [], pendingUnits: 5, shortfall: [] });
  });

  it('tags machines and volumes through a launch template of its own, and says which type of fleet made them', async () => {
    await one({ options: { ...FLEET, fleetType: 'maintain' }, units: 5 });
    const values = Object.values(cloud.callsOf('CreateLaunchTemplate')[0]?.parameters ?? {});
    expect(values).toContain('hostwright-fleet');
    const call = cloud.callsOf('CreateFleet')[0]?.parameters;
    expect(call).toMatchObject({ 'TagSpecification.1.ResourceType': 'fleet' });
    expect(call).not.toHaveProperty(['TagSpecification.2.ResourceType']);
  });
});

describe('the other groups', { tags: ['aws.launch.auto-scaling', 'aws.launch.spot-fleet', 'contract'] }, () => {
  it('names an Auto Scaling group after the token', async () => {
    const { group, pendingUnits } = await one({ options: { ...PLAIN, handlers: ['auto-scaling-group'] }, units: 5, token: 'token-7' });
    expect(group).toMatchObject({ groupRef: 'hostwright-token-7', kind: 'auto-scaling-group', targetUnits: 5, header: HEADER });
    expect(pendingUnits).toBe(5);
  });

  it('takes a group that exists already as proof of an earlier try', async () => {
    cloud.answer('CreateAutoScalingGroup', () => ({
      status: 400,
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>AlreadyExists</Code><Message>exists</Message></Error></ErrorResponse>',
    }));
    await expect(one({ options: { ...PLAIN, handlers: ['auto-scaling-group'] } })).rejects.toMatchObject({
      errorClass: 'Conflict',
      effect: 'proven',
    });
  });

  it('makes a Spot Fleet a group that promises all of its units', async () => {
    const options = { ...PLAIN, handlers: ['spot-fleet'], market: 'spot', fleetRole: 'arn:aws:iam::123456789012:role/fleet' } as const;
    const { group, pendingUnits } = await one({ options, units: 5 });
    expect(group).toMatchObject({ groupRef: 'sfr-1', kind: 'spot-fleet', targetUnits: undefined });
    expect(pendingUnits).toBe(5);
    expect(cloud.callsOf('RequestSpotFleet')[0]?.parameters).toMatchObject({
      'SpotFleetRequestConfig.Type': 'request',
      'SpotFleetRequestConfig.ClientToken': 'token-1',
      'SpotFleetRequestConfig.TerminateInstancesWithExpiration': 'false',
    });
  });
});

describe('RunInstances', { tags: ['aws.launch.run-instances', 'contract'] }, () => {
  const RUN = { ...PLAIN, handlers: ['run-instances'] } as const;

  it('asks for one to all machines, under the allowance of instances too', async () => {
    const { machines, shortfall } = await one({ options: RUN, units: 3 });
    expect(cloud.callsOf('RunInstances')[0]?.parameters).toMatchObject({ MinCount: '1', MaxCount: '3', ClientToken: 'token-1' });
    expect(machines.map(({ units, market, privateIp }) => ({ units, market, privateIp }))).toEqual(
      Array.from({ length: 3 }, () => ({ units: 1, market: 'on-demand', privateIp: '10.0.0.1' })),
    );
    expect(shortfall).toEqual([]);
  });

  it('buys whole machines for weighted units', async () => {
    const options = { ...RUN, types: [{ type: 'c5.xlarge', weight: 4, priority: undefined }] };
    const { machines } = await one({ options, units: 10 });
    expect(machines.map(({ units }) => units)).toEqual([4, 4, 4]);
  });

  it('splits what one call may not take, and the last call takes the rest', async () => {
    session = sessionAt(cloud, { limits: { maxInstancesPerRun: 2 } });
    const results = await launched(session, { options: RUN, units: 5 });
    expect(results.map(({ machines }) => machines.length)).toEqual([2, 2, 1]);
  });

  it.each([400, 500])('falls through on missing capacity, whatever the status: %i', async (status) => {
    cloud.answer('RunInstances', () => refusal(status, 'InsufficientInstanceCapacity'));
    await expect(one({ options: RUN })).rejects.toMatchObject({ errorClass: 'Capacity', remedy: 'try-elsewhere', effect: 'none' });
  });
});

describe('a repeated launch', { tags: ['aws.launch.once', 'contract'] }, () => {
  it('sends the same bytes, from another process too', async () => {
    const options = { ...FLEET, image: { by: 'name', pattern: 'grid-*', owners: [] } } as const;
    const document = await prepared(session, { options, units: 3 });
    const input = { ...writeInput(), header: HEADER, prepared: document, part: 0 };
    await launch(session, input);
    await launch(sessionAt(cloud), input);
    const [first, second] = cloud.callsOf('CreateFleet');
    expect(second?.parameters).toEqual(first?.parameters);
  });

  it('takes a token that was used with other parameters as proof of an earlier try', async () => {
    cloud.answer('RunInstances', () => refusal(400, 'IdempotentParameterMismatch'));
    await expect(one({ options: { ...PLAIN, handlers: ['run-instances'] } })).rejects.toMatchObject({ effect: 'proven' });
  });

  it('stays within one zone by naming one subnet: EC2 keeps tokens for a zone only', async () => {
    await one({ options: { ...PLAIN, handlers: ['run-instances'], subnetIds: ['subnet-001a', 'subnet-001b'] } });
    const names = Object.keys(cloud.callsOf('RunInstances')[0]?.parameters ?? {}).filter((key) => key.includes('SubnetId'));
    expect(names).toEqual(['SubnetId']);
  });
});

describe('a launch template that was deleted meanwhile', { tags: ['aws.launch.launch-templates', 'contract'] }, () => {
  it('is made again, and the same call left to be repeated', async () => {
    const document = await prepared(session, { options: FLEET, units: 3 });
    cloud.answer('CreateFleet', () => refusal(400, 'InvalidLaunchTemplateName.NotFoundException'));
    cloud.answer('CreateLaunchTemplate', () => xml('CreateLaunchTemplate', '<launchTemplate/>'));
    const input = { ...writeInput(), header: HEADER, prepared: document, part: 0 };
    await expect(launch(session, input)).rejects.toMatchObject({ errorClass: 'Unavailable', effect: 'none' });
    const names = cloud.callsOf('CreateLaunchTemplate').map(({ parameters }) => parameters['LaunchTemplateName']);
    expect(names).toHaveLength(2);
    expect(names[1]).toBe(names[0]);
  });
});

describe('a launch template of a group that was deleted meanwhile', { tags: ['aws.launch.launch-templates', 'contract'] }, () => {
  it('is told by the words of Auto Scaling, which has one code for all that is invalid', async () => {
    const document = await prepared(session, { options: { ...PLAIN, handlers: ['auto-scaling-group'] } });
    const said = 'You must use a valid fully-formed launch template. The specified launch template, with template name x, does not exist.';
    cloud.answer('CreateAutoScalingGroup', () => ({
      status: 400,
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${said}</Message></Error></ErrorResponse>`,
    }));
    const input = { ...writeInput(), header: HEADER, prepared: document, part: 0 };
    await expect(launch(session, input)).rejects.toMatchObject({ errorClass: 'Unavailable', effect: 'none' });
    expect(cloud.callsOf('CreateLaunchTemplate')).toHaveLength(2);
  });
});

describe('a document that cannot be read', { tags: ['aws.launch.once', 'contract'] }, () => {
  it.each([
    ['of another version', { version: 99, document: '{}', parts: 1 }],
    ['that is damaged', { version: 1, document: '{', parts: 1 }],
    ['that lacks parts', { version: 1, document: '{"handler":"ec2-fleet"}', parts: 1 }],
  ])('sends nothing for one %s', async (_, document) => {
    const input = { ...writeInput(), header: HEADER, prepared: document, part: 0 };
    await expect(launch(session, input)).rejects.toMatchObject({ errorClass: 'ContractViolation' });
    expect(cloud.calls).toEqual([]);
  });
});
