import {
  headerOfTags,
  ProviderError,
  tagsOfHeader,
  type Machines,
  type ObservedMachine,
  type Offer,
  type ProviderContext,
  type ProviderIdentity,
  type Tag,
} from '@hostwright/core/provider';
import { readTins, type Tin, writeTins } from './cloud.js';
import type { TinOptions, TinSettings } from './schemas.js';

export const IDENTITY: ProviderIdentity = { account: 'acme', region: 'tin-1', principal: undefined };

interface Order {
  readonly units: number;
  readonly size: string;
  readonly tags: readonly Tag[];
}

export function createMachines({ cloudFile }: TinSettings, context: ProviderContext): Machines<TinOptions> {
  const read = (action: string, signal: AbortSignal): Promise<readonly Tin[]> =>
    context.call({ action, effect: 'read', signal }, async () => readTins(cloudFile));

  return {
    validate: async () => [],

    offers: async ({ options }) => [offerOf(options.size)],

    prepare: async ({ spec, units, header }) => {
      const order: Order = { units, size: spec.options.size, tags: [...spec.tags, ...tagsOfHeader(header)] };
      return { version: 1, document: JSON.stringify(order), parts: 1 };
    },

    launch: async ({ prepared, token, attempt, signal }) => {
      const order = JSON.parse(prepared.document) as Order;
      const tins = await context.call({ action: 'MakeTins', effect: 'create', attempt, signal }, async () => {
        if (order.size === 'barrel') throw new ProviderError('Capacity', 'no barrel is left', { code: 'NoBarrelLeft' });
        return make(cloudFile, order, token, context.now());
      });
      return { machines: tins.map(observe), group: undefined, pendingUnits: 0, shortfall: [] };
    },

    async *sweep({ signal }) {
      const machines = (await read('ListTins', signal)).map(observe);
      yield {
        type: 'page',
        identity: IDENTITY,
        providerTimeMs: context.now(),
        coveredShards: ['shelf'],
        machines,
        groups: [],
        companions: [],
      };
      yield { type: 'end', outcome: 'complete', message: undefined };
    },

    inspect: async ({ machineIds, signal }) => {
      const tins = (await read('ListTins', signal)).filter(({ id }) => machineIds.includes(id));
      const notFound = machineIds.filter((id) => !tins.some((tin) => tin.id === id));
      return { providerTimeMs: context.now(), identity: IDENTITY, machines: tins.map(observe), notFound };
    },

    terminate: async ({ machineIds, attempt, signal }) => {
      await context.call({ action: 'CrushTins', effect: 'delete', attempt, signal }, async () => {
        const crush = (tin: Tin): Tin => (machineIds.includes(tin.id) ? { ...tin, state: 'CRUSHED' } : tin);
        writeTins(cloudFile, readTins(cloudFile).map(crush));
      });
      return machineIds.map((machineId) => ({ machineId, outcome: 'accepted' }));
    },
  };
}

/** The same token makes no second set. */
function make(file: string, { units, size, tags }: Order, token: string, nowMs: number): readonly Tin[] {
  const all = readTins(file);
  const before = all.filter((tin) => tin.token === token);
  if (before.length > 0) return before;
  const made = Array.from({ length: units }, (_, index): Tin => {
    return { id: `tin-${all.length + index + 1}`, token, size, state: 'UP', createdAtMs: nowMs, tags };
  });
  writeTins(file, [...all, ...made]);
  return made;
}

export function offerOf(size: string): Offer {
  return { offerId: size, machineType: size, zone: undefined, market: 'on-demand', pricePerHourUsd: undefined, unitsPerMachine: 1 };
}

const STATES = { UP: 'running', CRUSHED: 'terminated' } as const;

function observe(tin: Tin): ObservedMachine {
  return {
    machineId: tin.id,
    kind: 'tin',
    header: headerOfTags(tin.tags),
    status: { unified: STATES[tin.state], raw: tin.state },
    name: `${tin.id}.acme.example`,
    shard: 'shelf',
    zone: undefined,
    machineType: tin.size,
    market: 'on-demand',
    units: 1,
    privateIp: '192.0.2.1',
    publicIp: undefined,
    createdAtMs: tin.createdAtMs,
    tags: tin.tags,
    groupRef: undefined,
    reclaim: undefined,
    endReason: tin.state === 'CRUSHED' ? 'crushed' : undefined,
  };
}
