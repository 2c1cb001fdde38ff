import type { WriteInput } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { ec2Error, localServices } from '../session/testing/local-service.js';
import { writeInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { cleanUp } from './clean-up.js';
import { memoryOf } from './memory.js';
import { wireEc2, type WireEc2 } from './testing/wire-ec2.js';

const serve = localServices();

async function open(cloud: WireEc2) {
  const service = await serve(cloud.answer);
  const { session } = testSession(service.url);
  return { session, service, remove: (kind: string, ref: string) => cleanUp(session, { ...(writeInput() as WriteInput), kind, ref }) };
}

const KINDS = [
  ['auto-scaling-group', 'hostwright-t1', 'DeleteAutoScalingGroup', 'AutoScalingGroupName', 'ForceDelete', 'true'],
  ['fleet', 'fleet-1', 'DeleteFleets', 'FleetId.1', 'TerminateInstances', 'false'],
  ['spot-fleet', 'sfr-1', 'CancelSpotFleetRequests', 'SpotFleetRequestId.1', 'TerminateInstances', 'false'],
  ['volume', 'vol-1', 'DeleteVolume', 'VolumeId', 'Action', 'DeleteVolume'],
  ['launch-template', 'lt-1', 'DeleteLaunchTemplate', 'LaunchTemplateId', 'Action', 'DeleteLaunchTemplate'],
] as const;

const failed = (set: string, idKey: string, code: string): string =>
  `<r><${set}><item><error><code>${code}</code><message>no</message></error><${idKey}>x</${idKey}></item></${set}></r>`;

describe('clean-up on AWS', { tags: ['aws.terminate', 'contract'] }, () => {
  it.each(KINDS)('deletes a %s', async (kind, ref, action, key, flag, value) => {
    const { remove, service } = await open(wireEc2());
    await remove(kind, ref);
    const params = new URLSearchParams(service.requests[0]?.body);
    expect([params.get('Action'), params.get(key), params.get(flag)]).toEqual([action, ref, value]);
  });

  it.each([
    ['auto-scaling-group', ec2Error('ValidationError', 'AutoScalingGroup name not found - AutoScalingGroup hostwright-t1 not found')],
    ['fleet', { body: failed('unsuccessfulFleetDeletionSet', 'fleetId', 'fleetIdDoesNotExist') }],
    ['fleet', ec2Error('InvalidFleetId.NotFound', 'The fleet ID does not exist')],
    ['spot-fleet', { body: failed('unsuccessfulFleetRequestSet', 'spotFleetRequestId', 'fleetRequestIdDoesNotExist') }],
    ['volume', ec2Error('InvalidVolume.NotFound', "The volume 'vol-1' does not exist.")],
    ['launch-template', ec2Error('InvalidLaunchTemplateId.NotFound', 'does not exist')],
  ] as const)('succeeds when the %s is gone already', async (kind, answer) => {
    const cloud = wireEc2();
    cloud.intercept = () => answer;
    const { remove } = await open(cloud);
    await expect(remove(kind, 'ref')).resolves.toBeUndefined();
  });

  it.each([
    ['auto-scaling-group', ec2Error('ScalingActivityInProgress', 'busy')],
    ['fleet', { body: failed('unsuccessfulFleetDeletionSet', 'fleetId', 'unexpectedError') }],
    ['volume', ec2Error('VolumeInUse', 'in use')],
  ] as const)('fails when the %s could not be deleted', async (kind, answer) => {
    const cloud = wireEc2();
    cloud.intercept = () => answer;
    const { remove } = await open(cloud);
    await expect(remove(kind, 'ref')).rejects.toHaveProperty('errorClass');
  });

  it('refuses a kind that no sweep shows', async () => {
    const { remove, service } = await open(wireEc2());
    await expect(remove('__proto__', 'ref')).rejects.toMatchObject({ errorClass: 'Unsupported', subject: '__proto__' });
    expect(service.requests).toEqual([]);
  });

  it('forgets the group, so that sweeps no longer list its kind', async () => {
    const { remove, session } = await open(wireEc2());
    memoryOf(session).rememberGroup({ ref: 'fleet-1', kind: 'fleet' });
    await remove('fleet', 'fleet-1');
    expect(memoryOf(session).groupsOf('fleet')).toEqual([]);
  });
});
