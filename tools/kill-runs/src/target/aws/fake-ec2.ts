import { randomInt } from 'node:crypto';
import type { AwsAccount, AwsEmulator } from './aws-account.js';
import { startFakeEc2, type FakeEc2 } from './emulators.js';

const REGION = 'us-east-1';

/** A listing leaves a new machine out for up to so long. */
export const FAKE_LAG_MS = 1_500;
const SHUTTING_DOWN_MS = 300;

/** The simulated EC2: it keeps client tokens by zone, runs out of capacity, and shows machines late. */
export async function startFakeEmulator(): Promise<AwsEmulator> {
  const fake = await startFakeEc2({
    visibilityMs: [0, FAKE_LAG_MS],
    pendingMs: 300,
    shuttingDownMs: SHUTTING_DOWN_MS,
    fulfilMs: 300,
    refillMs: 300,
  });
  return {
    openAccount: async () => accountOf(fake),
    stop: () => fake.stop(),
  };
}

function accountOf({ url, control }: FakeEc2): AwsAccount {
  const account = String(randomInt(100_000_000_000, 999_999_999_999));
  // The form of key by which the fake tells accounts.
  const accessKeyId = `ASIA0000${account}`;
  const place = { account, region: REGION };
  return {
    place: { url, region: REGION, accessKeyId },
    accessKeyId,
    proxyOptions: {},
    endsWithinMs: SHUTTING_DOWN_MS,
    hidden: async () =>
      (await control.machines({ ...place, liveOnly: true })).map(({ id, launchedAtMs: createdAtMs, tags }) => ({ id, createdAtMs, tags })),
    giveOneOnly: (_, zone) => control.setPool({ ...place, type: '*', zone, market: '*', available: 1 }),
    interrupt: async (_, machineId) => void (await control.interrupt({ ...place, ids: [machineId] })),
  };
}
