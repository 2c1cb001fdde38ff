import type { Termination, WriteInput } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { ec2Error, localServices } from '../session/testing/local-service.js';
import { writeInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { restart, start, stop } from './power.js';
import { idList, machine, wireEc2 } from './testing/wire-ec2.js';

const serve = localServices();
const outcomes = (answer: readonly Termination[]) => answer.map(({ machineId, outcome }) => [machineId, outcome]);
const order = (machineIds: readonly string[]) => ({ ...(writeInput() as WriteInput), machineIds });

describe('start, stop and restart on AWS', { tags: ['aws.power', 'contract'] }, () => {
  it('take one call for many machines, and set aside those that do not exist', { tags: ['aws.calls', 'contract'] }, async () => {
    const cloud = wireEc2(idList(100).map((id) => machine(id)));
    const { session, context } = testSession((await serve(cloud.answer)).url);
    for (const answer of [
      await start(session, order([...idList(100), 'i-x'])),
      await stop(session, { ...order([...idList(100), 'i-x']), force: false }),
      await restart(session, order([...idList(100), 'i-x'])),
    ]) {
      expect(outcomes(answer)).toEqual([...idList(100).map((id) => [id, 'accepted']), ['i-x', 'not-found']]);
    }
    expect(context.calls.map(({ action }) => action)).toEqual([
      'StartInstances',
      'StartInstances',
      'StopInstances',
      'StopInstances',
      'RebootInstances',
      'RebootInstances',
    ]);
  });

  it('go on past a machine whose state forbids it, and say so of that one', async () => {
    const cloud = wireEc2(idList(4).map((id) => machine(id, { state: 'stopped' })));
    const [, ending = ''] = idList(4);
    cloud.intercept = (action, params) =>
      action === 'StartInstances' && params.toString().includes(ending)
        ? ec2Error('IncorrectInstanceState', `The instance '${ending}' is not in a state from which it can be started.`)
        : undefined;
    const { session } = testSession((await serve(cloud.answer)).url);
    const answer = await start(session, order(idList(4)));
    expect(answer.map(({ outcome }) => outcome)).toEqual(['accepted', 'failed', 'accepted', 'accepted']);
    expect(answer[1]).toMatchObject({
      code: 'IncorrectInstanceState',
      message: expect.stringContaining('not in a state from which it can be started'),
    });
  });

  it('stop by force when told to', async () => {
    const cloud = wireEc2([machine('i-1')]);
    const service = await serve(cloud.answer);
    const { session } = testSession(service.url);
    await stop(session, { ...order(['i-1']), force: true });
    expect(new URLSearchParams(service.requests[0]?.body).get('Force')).toBe('true');
  });
});
