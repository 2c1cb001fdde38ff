import {
  emptyFleet,
  expiredCredentials,
  loseCall,
  loseReply,
  partialFleet,
  refuse,
  throttle,
  type Fault,
} from '@hostwright/emulators/fault-proxy';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCloud, type Cloud } from '../cloud/cloud.js';
import { liveMachinesOf } from '../cloud/machines.js';
import { classOf, connect, connectImpatiently, untilQuiet, type Connection } from '../plugin/connection.js';

/** The one creating call of each way to launch. */
const HANDLERS = [
  { handler: 'ec2-fleet', action: 'CreateFleet' },
  { handler: 'run-instances', action: 'RunInstances' },
  { handler: 'auto-scaling-group', action: 'CreateAutoScalingGroup' },
] as const;

/** What happens to the creating call, what the plugin makes of it, and whether it took effect all the same. */
const FAULTS: readonly { readonly what: string; readonly fault: Fault; readonly errorClass: string; readonly takesEffect?: true }[] = [
  { what: 'throttled', fault: throttle(), errorClass: 'Throttled' },
  { what: 'without capacity, as 400', fault: refuse({ code: 'InsufficientInstanceCapacity', status: 400 }), errorClass: 'Capacity' },
  { what: 'without capacity, as 500', fault: refuse({ code: 'InsufficientInstanceCapacity', status: 500 }), errorClass: 'Capacity' },
  { what: 'without a free address', fault: refuse({ code: 'InsufficientFreeAddressesInSubnet', status: 400 }), errorClass: 'Capacity' },
  { what: 'beyond the quota', fault: refuse({ code: 'VcpuLimitExceeded', status: 400 }), errorClass: 'Quota' },
  { what: 'with expired credentials', fault: expiredCredentials(), errorClass: 'Credentials' },
  { what: 'not allowed', fault: refuse({ code: 'UnauthorizedOperation', status: 403 }), errorClass: 'PermissionDenied' },
  { what: 'ended by a fault inside of AWS', fault: refuse({ code: 'InternalError', status: 500 }), errorClass: 'OutcomeUnknown' },
  { what: 'cut off on its way', fault: loseCall(), errorClass: 'OutcomeUnknown' },
  { what: 'cut off after it took effect', fault: loseReply(), errorClass: 'OutcomeUnknown', takesEffect: true },
  { what: 'never answered', fault: { kind: 'hang', side: 'before' }, errorClass: 'OutcomeUnknown' },
  { what: 'never answered though it took effect', fault: { kind: 'hang', side: 'after' }, errorClass: 'OutcomeUnknown', takesEffect: true },
];

const NO_CAPACITY = { code: 'InsufficientInstanceCapacity' };

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto({ validation: true });
});
afterAll(() => moto.stop());

let cloud: Cloud;
let connection: Connection;
let impatient: Connection;
beforeEach(async () => {
  const settings = { handlers: HANDLERS.map(({ handler }) => handler) };
  cloud = await openCloud(moto);
  connection = await connect(cloud, settings);
  impatient = await connectImpatiently(cloud, settings);
});
afterEach(async () => {
  await impatient.close();
  await connection.close();
  await cloud.close();
});

const living = async (): Promise<number> => (await liveMachinesOf(cloud.place)).length;

describe.each(HANDLERS)('a launch by $handler', ({ handler, action }) => {
  it.each(FAULTS)(
    'that is $what is $errorClass after one call, and its repeat makes the one set',
    { tags: ['aws.errors', 'aws.launch.once', 'simulated'] },
    async ({ fault, errorClass, takesEffect }) => {
      const ready = await connection.prepare({ handlers: [handler] }, 2);
      cloud.proxy.rule({ on: action, fault });
      expect(await classOf(ready.launch(fault.kind === 'hang' ? impatient : connection))).toBe(errorClass);
      await untilQuiet(cloud);
      expect(cloud.proxy.counts()[action]).toBe(1);
      expect(await living()).toBe(takesEffect ? 2 : 0);
      // A group's name that is taken says that the first try took effect.
      expect(await classOf(ready.launch())).toMatch(
        takesEffect && handler === 'auto-scaling-group' ? /^(?:no error|Conflict)$/ : /^no error$/,
      );
      expect(await living()).toBe(2);
    },
  );
});

describe('a fleet', { tags: ['aws.launch.fleet', 'simulated'] }, () => {
  it('that got a part says why the rest is missing', async () => {
    const ready = await connection.prepare({}, 5);
    cloud.proxy.rule({ on: 'CreateFleet', fault: partialFleet(2, NO_CAPACITY) });
    const { machines, pendingUnits, shortfall } = await ready.launch();
    expect([machines.length, pendingUnits]).toEqual([2, 0]);
    expect(shortfall).toMatchObject([{ units: 3, reason: 'Capacity', code: 'InsufficientInstanceCapacity' }]);
    expect(await living()).toBe(2);
  });

  it.each([
    ['InsufficientInstanceCapacity', 'Capacity'],
    ['UnfulfillableCapacity', 'Capacity'],
    ['MaxSpotInstanceCountExceeded', 'Quota'],
    ['VcpuLimitExceeded', 'Quota'],
    ['InvalidAMIID.NotFound', 'InvalidTemplate'],
    ['Unsupported', 'Unsupported'],
    ['UnauthorizedOperation', 'PermissionDenied'],
  ])('that got nothing for the reason %s is %s, although it is answered with status 200', async (code, errorClass) => {
    const ready = await connection.prepare({}, 2);
    cloud.proxy.rule({ on: 'CreateFleet', fault: emptyFleet({ code }) });
    const result = await ready.launch().catch((error: unknown) => error);
    const reason =
      'shortfall' in (result as object)
        ? (result as { shortfall: { reason: string }[] }).shortfall[0]?.reason
        : await classOf(Promise.reject(result));
    expect(reason).toBe(errorClass);
  });
});
