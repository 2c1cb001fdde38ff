import { randomInt } from 'node:crypto';
import type { AwsAccount, AwsEmulator } from './aws-account.js';
import { announceReclaim, startMoto, withParameters } from './emulators.js';

const REGION = 'us-east-1';

/** An AWS of moto. Where moto is none, the proxy before it corrects it: client tokens and counts, most of all. */
export async function startMotoEmulator(): Promise<AwsEmulator> {
  const moto = await startMoto();
  return {
    openAccount: async () => accountOf(moto.url),
    stop: () => moto.stop(),
  };
}

function accountOf(url: string): AwsAccount {
  const account = String(randomInt(100_000_000_000, 999_999_999_999));
  return {
    place: { url, region: REGION, account },
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    proxyOptions: { correct: true, account, rememberConstants: true },
    endsWithinMs: 0,
    hidden: async () => [],
    giveOneOnly: async (proxy) => {
      const one = { MinCount: '1', MaxCount: '1' };
      proxy.rule({ on: 'RunInstances', fault: { kind: 'rewrite', call: (call) => withParameters(call, one) } });
    },
    interrupt: async (proxy, machineId) => announceReclaim(proxy, machineId),
  };
}
