import { describe, expect, it } from 'vitest';
import { ec2Error, localServices } from '../session/testing/local-service.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { inspect } from './inspect.js';
import { idList, machine, wireEc2, type WireEc2 } from './testing/wire-ec2.js';

const serve = localServices();

async function open(cloud: WireEc2) {
  const service = await serve(cloud.answer);
  const { session, context } = testSession(service.url);
  return { context, service, inspect: (machineIds: readonly string[]) => inspect(session, { machineIds, ...readInput() }) };
}

describe('an inspection on AWS', { tags: ['aws.sweep', 'contract'] }, () => {
  it('asks by ids alone: EC2 takes no page size beside them', async () => {
    const { inspect: ask, service } = await open(wireEc2([machine('i-1'), machine('i-2')]));
    expect((await ask(['i-1'])).machines.map(({ machineId }) => machineId)).toEqual(['i-1']);
    const params = new URLSearchParams(service.requests[0]?.body);
    expect([params.get('InstanceId.1'), params.get('MaxResults'), params.get('Filter.1.Name')]).toEqual(['i-1', null, null]);
  });

  it('separates ids that EC2 does not know, and tells the others', async () => {
    const { inspect: ask, context } = await open(wireEc2([machine('i-1'), machine('i-4')]));
    const { machines, notFound } = await ask(['i-1', 'i-2', 'i-3', 'i-4']);
    expect([machines.map(({ machineId }) => machineId), notFound]).toEqual([
      ['i-1', 'i-4'],
      ['i-2', 'i-3'],
    ]);
    expect(context.calls.filter(({ action }) => action === 'DescribeInstances').length).toBe(2);
  });

  it('takes a malformed id for one that does not exist', async () => {
    const cloud = wireEc2([machine('i-1')]);
    cloud.intercept = (_, params) =>
      params.toString().includes('host-7') ? ec2Error('InvalidInstanceID.Malformed', 'Invalid id: "host-7"') : undefined;
    const { inspect: ask } = await open(cloud);
    expect(await ask(['i-1', 'host-7'])).toMatchObject({ machines: [{ machineId: 'i-1' }], notFound: ['host-7'] });
  });

  it('lists an id that EC2 refuses to tell in neither list', async () => {
    const cloud = wireEc2(idList(5).map((id) => machine(id)));
    const secret = idList(5)[3] ?? '';
    cloud.intercept = (_, params) =>
      params.toString().includes(secret) ? ec2Error('UnauthorizedOperation', 'You are not authorized') : undefined;
    const { inspect: ask } = await open(cloud);
    const { machines, notFound } = await ask(idList(5));
    expect([machines.map(({ machineId }) => machineId), notFound]).toEqual([idList(5).filter((id) => id !== secret), []]);
  });

  it('states identity and time also when every id is unknown', async () => {
    const { inspect: ask } = await open(wireEc2());
    const { identity, providerTimeMs, notFound } = await ask(['i-1']);
    expect([identity.account, identity.region, notFound]).toEqual(['123456789012', 'us-east-1', ['i-1']]);
    expect(Math.abs(providerTimeMs - Date.now())).toBeLessThan(3_600_000);
  });

  it('concludes nothing from an answer of another account', async () => {
    const cloud = wireEc2([machine('i-1')]);
    cloud.intercept = (action) =>
      action === 'DescribeInstances'
        ? {
            body: '<r><reservationSet><item><ownerId>999999999999</ownerId><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></item></reservationSet></r>',
          }
        : undefined;
    const { inspect: ask } = await open(cloud);
    await expect(ask(['i-1'])).rejects.toMatchObject({ errorClass: 'Unavailable' });
  });

  it('asks for as many as capabilities say in one call', { tags: ['aws.calls', 'contract'] }, async () => {
    const { inspect: ask, context } = await open(wireEc2(idList(500).map((id) => machine(id))));
    expect((await ask(idList(500))).machines.length).toBe(500);
    expect(context.calls.filter(({ action }) => action === 'DescribeInstances').length).toBe(1);
  });

  it('takes an unreadable answer for none', async () => {
    const cloud = wireEc2([machine('i-1')]);
    cloud.intercept = () => ({ body: '<DescribeInstancesResponse><reservationSet><item><ownerId>1' });
    const { inspect: ask } = await open(cloud);
    await expect(ask(['i-1'])).rejects.toMatchObject({ errorClass: 'Unavailable' });
  });
});
