import type { FaultProxy, FaultProxyOptions, Place } from './emulators.js';

/** What a cloud does so that an operation has something to deal with; each emulator in its own way. */
export interface AwsAccount {
  /** Past the proxy, for those who judge. */
  readonly place: Place;
  readonly accessKeyId: string;
  readonly proxyOptions: FaultProxyOptions;
  /** From an end that was ordered to an end that is. */
  readonly endsWithinMs: number;
  /** Machines that the API does not show yet. */
  hidden(): Promise<readonly { readonly id: string; readonly createdAtMs: number; readonly tags: Readonly<Record<string, string>> }[]>;
  /** The next launch in that zone gives one machine. */
  giveOneOnly(proxy: FaultProxy, zone: string): Promise<void>;
  /** Announces that a spot machine is interrupted, two minutes from now. */
  interrupt(proxy: FaultProxy, machineId: string): Promise<void>;
}

/** An emulator of AWS with an account for each run. */
export interface AwsEmulator {
  openAccount(): Promise<AwsAccount>;
  stop(): Promise<void>;
}
