import { describe, expect, it } from 'vitest';
import { testSession } from '../session/testing/test-session.js';
import type { InstanceFacts } from './facts.js';
import { readInstances } from './lean/read-instances.js';
import { observeInstance } from './observe.js';
import { describeInstancesXml, type WrittenInstance } from './testing/instances-xml.js';
import { headerTags, machine } from './testing/wire-ec2.js';

const { session } = testSession('http://127.0.0.1:9');
const AT_MS = Date.parse('2026-11-30T00:00:00Z');

function factsOf(instance: WrittenInstance): InstanceFacts {
  const [facts] = readInstances(describeInstancesXml([{ ownerId: '123456789012', instances: [instance] }])).instances;
  if (facts === undefined) throw new Error('the reader shows no instance');
  return facts;
}
const observe = (instance: WrittenInstance) => observeInstance(session, factsOf(instance), AT_MS);

describe('an instance in the contract’s words', { tags: ['aws.sweep', 'contract'] }, () => {
  it('states all that the contract asks of a machine', () => {
    expect(observe(machine('i-1', { publicIp: '1.2.3.4', zone: 'us-east-1b', lifecycle: 'spot' }))).toMatchObject({
      machineId: 'i-1',
      kind: 'machine',
      header: { intentId: 'int-1', sequence: 1 },
      status: { unified: 'running', raw: 'running' },
      name: 'i-1.ec2.internal',
      shard: 'us-east-1',
      zone: 'us-east-1b',
      machineType: 'c5.large',
      market: 'spot',
      units: 1,
      privateIp: '10.0.0.1',
      publicIp: '1.2.3.4',
      createdAtMs: Date.parse('2026-01-01T00:00:00.000Z'),
      groupRef: undefined,
      reclaim: undefined,
      endReason: undefined,
    });
  });

  it.each([
    ['pending', 'pending'],
    ['running', 'running'],
    ['stopping', 'stopping'],
    ['stopped', 'stopped'],
    ['shutting-down', 'terminating'],
    ['terminated', 'terminated'],
    ['hovering', 'unknown'],
    ['constructor', 'unknown'],
  ])('takes the state %s for %s, and keeps EC2’s word', (raw, unified) => {
    expect(observe(machine('i-1', { state: raw })).status).toEqual({ unified, raw });
  });

  it('has no name and no address before EC2 gives them', () => {
    expect(observe(machine('i-1', { state: 'pending', privateDnsName: '', privateIp: '' }))).toMatchObject({
      name: undefined,
      privateIp: undefined,
    });
  });

  it('counts for the units that its launch wrote down', () => {
    const tagged = { ...headerTags(), 'hostwright-units': 'c5.large=4 c5.xlarge=8' };
    expect([observe(machine('i-1', { tagged })).units, observe(machine('i-1', { tagged, type: 'm5.large' })).units]).toEqual([4, 1]);
  });

  it.each([
    [{ 'aws:autoscaling:groupName': 'hostwright-t1' }, 'hostwright-t1'],
    [{ 'aws:ec2spot:fleet-request-id': 'sfr-1' }, 'sfr-1'],
    [{ 'aws:ec2:fleet-id': 'fleet-1', 'hostwright-fleet': 'maintain' }, 'fleet-1'],
    [{ 'aws:ec2:fleet-id': 'fleet-1', 'hostwright-fleet': 'request' }, 'fleet-1'],
    [{ 'aws:ec2:fleet-id': 'fleet-1' }, undefined],
    [{ 'hostwright-fleet': 'maintain' }, undefined],
  ])('with the tags %o is of the group %s: an instant fleet leaves none', (tags, groupRef) => {
    expect(observe(machine('i-1', { tagged: { ...headerTags(), ...tags } })).groupRef).toBe(groupRef);
  });

  it('is young when EC2 does not say when it was launched: nothing is concluded from its absence', () => {
    const { launchTime, ...rest } = machine('i-1');
    expect([launchTime === undefined, observe(rest).createdAtMs]).toEqual([false, AT_MS]);
  });

  it.each([
    [
      { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
      'Client.UserInitiatedShutdown: User initiated shutdown',
    ],
    [{ code: 'Server.InternalError', message: 'could not start' }, 'Server.InternalError: could not start'],
    [{ code: 'Server.InternalError', message: '' }, 'Server.InternalError'],
  ])('tells why it ended: %o', (stateReason, endReason) => {
    expect(observe(machine('i-1', { state: 'terminated', stateReason })).endReason).toBe(endReason);
    expect(observe(machine('i-1', { state: 'stopped', stateReason })).endReason).toBeUndefined();
  });

  it('tells why it ended in EC2’s older words where there are no others', () => {
    const transitionReason = 'User initiated (2026-11-30 00:00:00 GMT)';
    expect(observe(machine('i-1', { state: 'terminated', transitionReason })).endReason).toBe(transitionReason);
    expect(observe(machine('i-1', { state: 'terminated' })).endReason).toBe('terminated');
  });

  it('has no header when a tag of ours is missing or malformed', () => {
    for (const broken of [{ 'hostwright-sequence': '0' }, { 'hostwright-intent': 'A B' }, { 'hostwright-generation': '' }])
      expect(observe(machine('i-1', { tagged: { ...headerTags(), ...broken } })).header).toBeUndefined();
  });
});
