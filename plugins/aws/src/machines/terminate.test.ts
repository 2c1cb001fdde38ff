import type { Termination, WriteInput } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { ec2Error, localServices } from '../session/testing/local-service.js';
import { writeInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { memoryOf } from './memory.js';
import { spotNotice } from './notices.js';
import { rememberInstance } from './remember.js';
import { terminate } from './terminate.js';
import { headerTags, idList, machine, wireEc2, type WireEc2 } from './testing/wire-ec2.js';

const serve = localServices();

/** Opens a session that has seen the cloud's machines. */
async function open(cloud: WireEc2, settings: Readonly<Record<string, unknown>> = {}) {
  const service = await serve(cloud.answer);
  const { session, context } = testSession(service.url, settings);
  for (const { id, state = '', zone, tags = [] } of cloud.instances.values()) rememberInstance(session, { id, state, zone, tags });
  return {
    session,
    context,
    service,
    end: (machineIds: readonly string[]) => terminate(session, { ...(writeInput() as WriteInput), machineIds }),
    actions: () => context.calls.map(({ action }) => action),
    ofAction: (action: string) =>
      service.requests.filter((request) => request.action === action).map(({ body }) => new URLSearchParams(body)),
  };
}

const outcomes = (answer: readonly Termination[]) => Object.fromEntries(answer.map(({ machineId, outcome }) => [machineId, outcome]));
const behindGroup = (id: string, name = 'hostwright-t1') => machine(id, { tagged: { ...headerTags(), 'aws:autoscaling:groupName': name } });
const ofFleet = (id: string, type: string) =>
  machine(id, { tagged: { ...headerTags(), 'aws:ec2:fleet-id': 'fleet-1', ...(type === 'instant' ? {} : { 'hostwright-fleet': type }) } });

describe('the end of machines on AWS', { tags: ['aws.terminate', 'contract'] }, () => {
  it('takes one call for a thousand machines', { tags: ['aws.calls', 'contract'] }, async () => {
    const { end, context } = await open(wireEc2(idList(1_000).map((id) => machine(id))));
    expect(new Set((await end(idList(1_000))).map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
    expect(context.calls).toMatchObject([
      { action: 'TerminateInstances', effect: 'delete', also: [{ action: 'TerminateInstances:instances', cost: 1_000 }] },
    ]);
  });

  it('answers what is terminated already, and what does not exist', async () => {
    const cloud = wireEc2([machine('i-1')]);
    cloud.intercept = (action, params) =>
      action === 'TerminateInstances' && params.get('InstanceId.2') === null
        ? {
            body: '<TerminateInstancesResponse><instancesSet><item><instanceId>i-1</instanceId><currentState><code>48</code><name>terminated</name></currentState></item></instancesSet></TerminateInstancesResponse>',
          }
        : undefined;
    const { end } = await open(cloud);
    expect(outcomes(await end(['i-1', 'i-2']))).toEqual({ 'i-1': 'terminated', 'i-2': 'not-found' });
  });

  it('ends the others when one is protected, and says why that one lives', async () => {
    const cloud = wireEc2(idList(5).map((id) => machine(id)));
    const [, , kept = ''] = idList(5);
    cloud.intercept = (action, params) =>
      action === 'TerminateInstances' && params.toString().includes(kept)
        ? ec2Error(
            'OperationNotPermitted',
            `The instance '${kept}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
          )
        : undefined;
    const { end } = await open(cloud);
    const answer = await end(idList(5));
    expect(answer.find(({ machineId }) => machineId === kept)).toMatchObject({
      outcome: 'failed',
      code: 'OperationNotPermitted',
      retryable: false,
      message: expect.stringContaining('disableApiTermination'),
    });
    expect(answer.filter(({ outcome }) => outcome === 'accepted').length).toBe(4);
  });

  it('throws when nothing was answered at all, after one call', async () => {
    const cloud = wireEc2([machine('i-1')]);
    cloud.intercept = () => ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503);
    const { end, actions } = await open(cloud);
    await expect(end(['i-1'])).rejects.toMatchObject({ errorClass: 'Throttled' });
    expect(actions()).toEqual(['TerminateInstances']);
  });

  it('asks once what made a machine that this process has not seen', async () => {
    const cloud = wireEc2([machine('i-1')]);
    const { end, actions } = await open(cloud);
    cloud.instances.set('i-2', machine('i-2'));
    await end(['i-1', 'i-2']);
    await end(['i-2']);
    expect(actions()).toEqual(['DescribeInstances', 'TerminateInstances', 'TerminateInstances']);
  });
});

describe('groups behind machines that end', { tags: ['aws.terminate', 'contract'] }, () => {
  it(
    'suspends the launches of an Auto Scaling group once, before its first machine ends',
    { tags: ['aws.calls', 'contract'] },
    async () => {
      const { end, actions, ofAction } = await open(wireEc2(idList(30).map((id) => behindGroup(id))));
      await end(idList(20));
      await end(idList(10, 20));
      expect(actions()).toEqual(['SuspendProcesses', 'TerminateInstances', 'TerminateInstances']);
      const [params] = ofAction('SuspendProcesses');
      expect([params?.get('AutoScalingGroupName'), params?.get('ScalingProcesses.member.1')]).toEqual(['hostwright-t1', 'Launch']);
    },
  );

  it('sets the target of a maintain fleet to nothing and keeps its machines, once', async () => {
    const { end, actions, ofAction } = await open(wireEc2([ofFleet('i-1', 'maintain'), ofFleet('i-2', 'maintain')]));
    await end(['i-1']);
    await end(['i-2']);
    expect(actions()).toEqual(['ModifyFleet', 'TerminateInstances', 'TerminateInstances']);
    const [params] = ofAction('ModifyFleet');
    expect([params?.get('TargetCapacitySpecification.TotalTargetCapacity'), params?.get('ExcessCapacityTerminationPolicy')]).toEqual([
      '0',
      'no-termination',
    ]);
  });

  it.each(['instant', 'request'])('ends machines of a fleet of type %s without a word to the fleet: it replaces nothing', async (type) => {
    const { end, actions } = await open(wireEc2([ofFleet('i-1', type)]));
    await end(['i-1']);
    expect(actions()).toEqual(['TerminateInstances']);
  });

  it('leaves machines alive whose group could not be told, and ends the others', async () => {
    const cloud = wireEc2([behindGroup('i-1'), machine('i-2')]);
    cloud.intercept = (action) => (action === 'SuspendProcesses' ? ec2Error('ResourceContention', 'Resource contention', 500) : undefined);
    const { end } = await open(cloud);
    const answer = await end(['i-1', 'i-2']);
    expect(outcomes(answer)).toEqual({ 'i-1': 'failed', 'i-2': 'accepted' });
    expect(answer.find(({ machineId }) => machineId === 'i-1')?.retryable).toBe(true);
    expect(cloud.instances.get('i-1')?.state).toBe('running');
  });

  it('throws the group’s refusal when there is nothing else to end', async () => {
    const cloud = wireEc2([behindGroup('i-1')]);
    cloud.intercept = (action) => (action === 'SuspendProcesses' ? ec2Error('Throttling', 'Rate exceeded') : undefined);
    const { end } = await open(cloud);
    await expect(end(['i-1'])).rejects.toMatchObject({ errorClass: 'Throttled' });
  });

  it('ends the machines of a group that is gone', async () => {
    const cloud = wireEc2([behindGroup('i-1')]);
    cloud.intercept = (action) =>
      action === 'SuspendProcesses'
        ? ec2Error('ValidationError', 'AutoScalingGroup name not found - AutoScalingGroup hostwright-t1 not found')
        : undefined;
    const { end } = await open(cloud);
    expect(outcomes(await end(['i-1']))).toEqual({ 'i-1': 'accepted' });
  });
});

describe('machines that AWS takes back', { tags: ['aws.reclaim', 'contract'] }, () => {
  it('are left to AWS where the site says so, until AWS is late', async () => {
    const { end, session, context, actions } = await open(wireEc2([machine('i-1'), machine('i-2')]), { terminateOnReclaim: false });
    memoryOf(session).notices.remember('i-1', spotNotice(context.now()));
    expect(outcomes(await end(['i-1']))).toEqual({ 'i-1': 'accepted' });
    expect(actions()).toEqual([]);
    context.shiftMs += 200_000;
    await end(['i-1']);
    expect(actions()).toEqual(['TerminateInstances']);
  });

  it('are ended by us when AWS only recommended to give them up', async () => {
    const { end, session, context, actions } = await open(wireEc2([machine('i-1')]), { terminateOnReclaim: false });
    memoryOf(session).notices.remember('i-1', { ...spotNotice(context.now()), reason: 'eviction' });
    await end(['i-1']);
    expect(actions()).toEqual(['TerminateInstances']);
  });

  it('are ended like others where the site says so', async () => {
    const { end, session, context, actions } = await open(wireEc2([machine('i-1')]), { terminateOnReclaim: true });
    memoryOf(session).notices.remember('i-1', spotNotice(context.now()));
    await end(['i-1']);
    expect(actions()).toEqual(['TerminateInstances']);
  });
});
