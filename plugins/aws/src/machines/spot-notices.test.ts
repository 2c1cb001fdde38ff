import { describe, expect, it } from 'vitest';
import { ec2Error, localServices } from '../session/testing/local-service.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { inspect } from './inspect.js';
import { machine, wireEc2, type WireEc2 } from './testing/wire-ec2.js';

const serve = localServices();
const marked = (id: string, code: string, at: string) =>
  `<spotInstanceRequestId>sir-1</spotInstanceRequestId><instanceId>${id}</instanceId><status><code>${code}</code><updateTime>${at}</updateTime></status>`;

async function open(cloud: WireEc2) {
  const service = await serve(cloud.answer);
  const { session, context } = testSession(service.url);
  const ask = async () => (await inspect(session, { machineIds: [...cloud.instances.keys()], ...readInput() })).machines;
  return { ask, context, service, actions: () => context.calls.map(({ action }) => action) };
}

describe('spot interruptions by listing', { tags: ['aws.reclaim', 'contract'] }, () => {
  it('are shown with two minutes from the moment at which EC2 marked the request', async () => {
    const cloud = wireEc2([machine('i-1', { lifecycle: 'spot' }), machine('i-2', { lifecycle: 'spot' })]);
    cloud.items.set('DescribeSpotInstanceRequests', [
      marked('i-1', 'marked-for-termination', '2026-01-01T00:00:00.000Z'),
      marked('i-2', 'fulfilled', '2026-01-01T00:00:00.000Z'),
    ]);
    const { ask, service } = await open(cloud);
    const atMs = Date.parse('2026-01-01T00:00:00.000Z');
    expect((await ask()).map(({ reclaim }) => reclaim)).toEqual([
      { reason: 'spot', noticedAtMs: atMs, deadlineAtMs: atMs + 120_000 },
      undefined,
    ]);
    const request = service.requests.find(({ action }) => action === 'DescribeSpotInstanceRequests');
    expect(new URLSearchParams(request?.body).getAll('Filter.1.Name')).toEqual(['status-code']);
  });

  it('cost no call while no spot machine is alive', { tags: ['aws.calls', 'contract'] }, async () => {
    const { ask, actions } = await open(wireEc2([machine('i-1'), machine('i-2', { lifecycle: 'spot', state: 'terminated' })]));
    await ask();
    expect(actions()).not.toContain('DescribeSpotInstanceRequests');
  });

  it('are seen at the latest when EC2 takes the machine, with no time left', async () => {
    const stateReason = { code: 'Server.SpotInstanceTermination', message: 'Server.SpotInstanceTermination: Instance was terminated' };
    const { ask } = await open(wireEc2([machine('i-1', { lifecycle: 'spot', state: 'shutting-down', stateReason })]));
    const [taken] = await ask();
    expect(taken).toMatchObject({ reclaim: { reason: 'spot' }, endReason: stateReason.message });
    expect(taken?.reclaim?.deadlineAtMs).toBe(taken?.reclaim?.noticedAtMs);
  });

  it('that cannot be listed do not keep machines from being seen', async () => {
    const cloud = wireEc2([machine('i-1', { lifecycle: 'spot' })]);
    cloud.intercept = (action) => (action === 'DescribeSpotInstanceRequests' ? ec2Error('UnauthorizedOperation', 'no') : undefined);
    const { ask, context } = await open(cloud);
    expect((await ask()).map(({ reclaim }) => reclaim)).toEqual([undefined]);
    expect(context.lines.join('\n')).toContain('spot interruptions cannot be listed');
  });
});
