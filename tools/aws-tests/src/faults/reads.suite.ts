import type { SweepEvent } from '@hostwright/core/provider';
import { hideMachines, loseCall, refuse, throttle, type Fault } from '@hostwright/emulators/fault-proxy';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCloud, type Cloud } from '../cloud/cloud.js';
import { liveMachinesOf } from '../cloud/machines.js';
import { classOf, connect, connectImpatiently, newWrite, type Connection } from '../plugin/connection.js';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

let cloud: Cloud;
let connection: Connection;
let impatient: Connection;
beforeEach(async () => {
  cloud = await openCloud(moto);
  connection = await connect(cloud);
  impatient = await connectImpatiently(cloud);
});
afterEach(async () => {
  await impatient.close();
  await connection.close();
  await cloud.close();
});

const { signal } = new AbortController();

async function sweep({ provider } = connection): Promise<readonly SweepEvent[]> {
  const events: SweepEvent[] = [];
  for await (const event of provider.machines.sweep({ signal, scope: { kind: 'all-deployments' } })) events.push(event);
  return events;
}

const inspect = (machineIds: readonly string[]) => connection.provider.machines.inspect({ signal, machineIds });

async function launched(units: number): Promise<readonly string[]> {
  const { machines } = await (await connection.prepare({}, units)).launch();
  return machines.map(({ machineId }) => machineId);
}

/** What happens to a listing, and what the plugin makes of it. */
const FAULTS: readonly { readonly what: string; readonly fault: Fault; readonly errorClass: string }[] = [
  { what: 'throttled', fault: throttle(), errorClass: 'Throttled' },
  { what: 'never answered', fault: { kind: 'hang', side: 'before' }, errorClass: 'Unavailable' },
  { what: 'cut off', fault: loseCall(), errorClass: 'Unavailable' },
  { what: 'ended by a fault inside of AWS', fault: refuse({ code: 'InternalError', status: 500 }), errorClass: 'Unavailable' },
  { what: 'not allowed', fault: refuse({ code: 'UnauthorizedOperation', status: 403 }), errorClass: 'PermissionDenied' },
];

describe('a sweep', { tags: ['aws.sweep', 'simulated'] }, () => {
  it.each(FAULTS)('whose listing is $what is $errorClass, never empty', async ({ fault, errorClass }) => {
    await launched(2);
    cloud.proxy.rule({ on: 'DescribeInstances', fault });
    expect(await classOf(sweep(fault.kind === 'hang' ? impatient : connection))).toBe(errorClass);
    expect((await sweep()).at(-1)).toMatchObject({ type: 'end', outcome: 'complete' });
  });

  it('without its groups is partial, and shows the machines', async () => {
    const [machineId] = await launched(1);
    const withGroups = await connect(cloud, { handlers: ['ec2-fleet', 'auto-scaling-group'] });
    cloud.proxy.rule({ on: 'DescribeAutoScalingGroups', fault: refuse({ code: 'AccessDenied', status: 403 }) });
    const events = await sweep(withGroups);
    await withGroups.close();
    expect(events.flatMap((event) => (event.type === 'page' ? event.machines.map((machine) => machine.machineId) : []))).toEqual([
      machineId,
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'end', outcome: 'partial' });
  });
});

describe('machines that EC2 does not show yet', { tags: ['aws.sweep', 'simulated'] }, () => {
  it('are in no listing and not found, and then they are', async () => {
    let hidden = true;
    cloud.proxy.rule({ on: 'DescribeInstances', fault: hideMachines(() => hidden), times: 'always' });
    const machineIds = await launched(2);
    expect(machineIds).toHaveLength(2);
    expect(await inspect(machineIds)).toMatchObject({ machines: [], notFound: machineIds });
    const shown = async () => (await sweep()).flatMap((event) => (event.type === 'page' ? event.machines : [])).length;
    expect(await shown()).toBe(0);
    hidden = false;
    expect(await shown()).toBe(2);
    expect((await inspect(machineIds)).notFound).toEqual([]);
  });

  it('can be ended all the same', async () => {
    cloud.proxy.rule({ on: 'DescribeInstances', fault: hideMachines(() => true), times: 'always' });
    const machineIds = await launched(2);
    const answers = await connection.provider.machines.terminate({ ...newWrite(), machineIds });
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    expect(await liveMachinesOf(cloud.place)).toEqual([]);
  });
});

describe('an order to end machines', { tags: ['aws.terminate', 'simulated'] }, () => {
  it.each([
    { what: 'throttled', fault: throttle(), errorClass: 'Throttled' },
    { what: 'ended by a fault inside of AWS', fault: refuse({ code: 'InternalError', status: 500 }), errorClass: 'OutcomeUnknown' },
    { what: 'never answered', fault: { kind: 'hang', side: 'before' }, errorClass: 'OutcomeUnknown' } as const,
  ])('that is $what is $errorClass, and may be repeated', async ({ fault, errorClass }) => {
    const machineIds = await launched(2);
    cloud.proxy.rule({ on: 'TerminateInstances', fault });
    const order = ({ provider }: Connection) => provider.machines.terminate({ ...newWrite(), machineIds });
    expect(await classOf(order(fault.kind === 'hang' ? impatient : connection))).toBe(errorClass);
    expect((await order(connection)).map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    expect(await liveMachinesOf(cloud.place)).toEqual([]);
  });

  it('ends all but the protected one of 40 in few calls', async () => {
    const machineIds = await launched(40);
    const kept = machineIds[17] ?? '';
    cloud.proxy.rule({
      on: ({ action, parameters }) => action === 'TerminateInstances' && [...parameters.values()].includes(kept),
      fault: refuse({ code: 'OperationNotPermitted', status: 400, message: 'Modify its disableApiTermination attribute and try again.' }),
      times: 'always',
    });
    const answers = await connection.provider.machines.terminate({ ...newWrite(), machineIds });
    expect(answers.filter(({ outcome }) => outcome === 'failed').map(({ machineId }) => machineId)).toEqual([kept]);
    expect((await liveMachinesOf(cloud.place)).map(({ id }) => id)).toEqual([kept]);
    // Halving: two calls for each halving of 40, and the first.
    expect(cloud.proxy.counts()['TerminateInstances']).toBeLessThanOrEqual(13);
  });
});
