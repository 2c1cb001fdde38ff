import { randomInt } from 'node:crypto';
import { startFaultProxy, type FaultProxy } from '@hostwright/emulators/fault-proxy';
import { prepareNetwork, type Moto, type Place, type PreparedNetwork } from '@hostwright/emulators/moto';
import { newRecording } from './recordings.js';

/** Where tests are that do not say otherwise. */
export const REGION = 'us-east-1';

/** An account of its own in a moto that others use too, with what a launch needs, behind a proxy of its own. */
export interface Cloud {
  readonly account: string;
  /** What the plugin talks to. Everything that passes is recorded, for the judge of requests. */
  readonly proxy: FaultProxy;
  /** The account itself, for those who prepare and judge: past the proxy. */
  readonly place: Place;
  readonly network: PreparedNetwork;
  close(): Promise<void>;
}

/** Opens an account that nobody used before. */
export async function openCloud(moto: Moto, region = REGION): Promise<Cloud> {
  const account = String(randomInt(100_000_000_000, 999_999_999_999));
  const place = { url: moto.url, region, account };
  const [network, proxy] = await Promise.all([
    prepareNetwork(place),
    startFaultProxy(moto.url, { correct: true, account, rememberConstants: true, recordTo: newRecording() }),
  ]);
  return { account, proxy, place, network, close: () => proxy.stop() };
}
