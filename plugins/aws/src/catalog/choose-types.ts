import { ProviderError, type MachineShape, type OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { TypeChoice } from '../template/options.js';
import { onDemandPricesOf } from './on-demand-prices.js';
import { bySize, compareSize } from './template-types.js';
import type { TypeFacts } from './type-facts.js';
import { allTypes } from './types.js';

/** Size that machines must have at least. */
export interface WantedSize {
  readonly vcpus: number;
  readonly memoryMib: number;
  /** 0: machines with GPUs are left out. */
  readonly gpus: number;
  /** @default 'x86_64' */
  readonly architecture?: MachineShape['architecture'];
}

/** More types add little: a fleet that has twenty to draw on finds one. */
const MOST_TYPES = 20;

/** A machine may be this many times as wide as the narrowest that fits. */
const WIDEST = 2;

/**
 * Chooses machine types from size alone, cheapest first where prices are known, else smallest first. What AWS leaves out of its own
 * choice by attributes is left out here too: bare metal, earlier generations, and burstable machines, whose cores are not there all the time;
 * and chips other than GPUs.
 *
 * @returns 1 to 20 types, each counting for one unit, none more than twice as wide as the narrowest that fits
 * @throws {ProviderError} `InvalidTemplate` when no type of the region is large enough
 */
export async function chooseTypes(session: AwsSession, wanted: WantedSize, input: OperationInput): Promise<readonly TypeChoice[]> {
  const all = await allTypes(session, input);
  const fitting = [...all.value.values()].filter((type) => isUsual(type) && fits(type.shape, wanted)).toSorted(bySize);
  const narrowest = fitting[0]?.shape.vcpus;
  if (narrowest === undefined) throw nothingFits(session.region, wanted);
  const candidates = fitting.filter(({ shape }) => shape.vcpus <= WIDEST * narrowest);
  const prices = await onDemandPricesOf(session).some(
    candidates.map(({ name }) => name),
    input,
  );
  const priceOf = ({ name }: TypeFacts): number => prices.get(name)?.value ?? Number.MAX_VALUE;
  return candidates
    .toSorted((a, b) => priceOf(a) - priceOf(b) || compareSize(a, b) || byFamily(a, b) || bySize(a, b))
    .slice(0, MOST_TYPES)
    .map(({ name }, priority) => ({ type: name, weight: 1, priority }));
}

/** General purpose, compute and memory: what most people mean by a machine. */
const PLAIN_FAMILIES = ['m', 'c', 'r'];

/** Where size decides nothing and prices are not known: plain machines before special ones, newer before older. */
function byFamily(a: TypeFacts, b: TypeFacts): number {
  return rankOf(a) - rankOf(b) || generationOf(b) - generationOf(a);
}

function rankOf({ name }: TypeFacts): number {
  const letters = /^[a-z]+/.exec(name)?.[0] ?? '';
  const rank = PLAIN_FAMILIES.indexOf(letters);
  return rank === -1 ? PLAIN_FAMILIES.length : rank;
}

function generationOf({ name }: TypeFacts): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}

function isUsual({ currentGeneration, bareMetal, burstable, accelerated, markets }: TypeFacts): boolean {
  return currentGeneration && !bareMetal && !burstable && !accelerated && markets.includes('on-demand');
}

function fits(shape: MachineShape, { vcpus, memoryMib, gpus, architecture = 'x86_64' }: WantedSize): boolean {
  const hasGpus = gpus === 0 ? shape.gpus === 0 : shape.gpus >= gpus;
  return shape.vcpus >= vcpus && shape.memoryMib >= memoryMib && hasGpus && shape.architecture === architecture;
}

function nothingFits(region: string, { vcpus, memoryMib, gpus, architecture = 'x86_64' }: WantedSize): ProviderError {
  const size = `${vcpus} vCPUs, ${memoryMib} MiB and ${gpus} GPUs on ${architecture}`;
  return new ProviderError('InvalidTemplate', `no machine type of ${region} has ${size}; ask for less, or name types with vmTypes`, {
    subject: 'vmTypes',
  });
}
