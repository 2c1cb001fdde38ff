import type { FakeEc2Options, FakeEc2Settings, Place } from '../control/protocol.ts';
import { accountOfRoleKey, DEFAULT_ACCOUNT } from './accounts.ts';
import { createCloud, type Cloud } from './cloud.ts';
import { realClock, virtualClock, type Clock } from './clock.ts';

const DEFAULT_REGION = 'us-east-1';

const DEFAULTS: FakeEc2Settings = {
  throttling: false,
  throttlingFactor: 1,
  visibilityMs: 0,
  staleMs: 0,
  pendingMs: 0,
  shuttingDownMs: 0,
  terminatedVisibleMs: 3_000_000,
  spotNoticeMs: 120_000,
  fulfilMs: 0,
  refillMs: 0,
  tokenLifetimeMs: 86_400_000,
  onDemandLimit: undefined,
  spotLimit: undefined,
  onDemandVcpuLimit: undefined,
  poolCapacity: undefined,
};

/** All accounts and regions, and the clock and settings that they share. */
export interface World {
  readonly clock: Clock;
  readonly settings: Readonly<FakeEc2Settings>;
  change(settings: Partial<FakeEc2Settings>): void;
  /** Made when it is first asked for. */
  cloud(place: Place): Cloud;
  accountOf(accessKeyId: string): string;
  /** Forgets all machines and all that was set about places; settings stay. */
  reset(): void;
}

export function createWorld(options: FakeEc2Options): World {
  const clouds = new Map<string, Cloud>();
  const clock = options.virtualTimeMs === undefined ? realClock() : virtualClock(options.virtualTimeMs);
  const settings = { ...DEFAULTS, ...settingsIn(options) };
  return {
    clock,
    settings,
    change: (change) => void Object.assign(settings, settingsIn(change)),
    cloud({ account = DEFAULT_ACCOUNT, region = DEFAULT_REGION }) {
      const name = `${account} ${region}`;
      let cloud = clouds.get(name);
      if (cloud === undefined) {
        const seed = (options.seed ?? 1) * 1000 + clouds.size;
        clouds.set(name, (cloud = createCloud({ account, region, clock, settings, seed })));
      }
      return cloud;
    },
    accountOf: (accessKeyId) => options.accounts?.[accessKeyId] ?? accountOfRoleKey(accessKeyId) ?? DEFAULT_ACCOUNT,
    reset: () => clouds.clear(),
  };
}

/** @throws for a name that is no setting: a wish that changes nothing would mislead */
function settingsIn(change: Partial<FakeEc2Options>): Partial<FakeEc2Settings> {
  const { virtualTimeMs: _time, record: _record, accounts: _accounts, seed: _seed, ...settings } = change;
  const unknown = Object.keys(settings).find((name) => !(name in DEFAULTS));
  if (unknown !== undefined) throw new Error(`${unknown} is no setting; there are ${Object.keys(DEFAULTS).join(', ')}`);
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value ?? undefined]));
}
