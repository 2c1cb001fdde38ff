import { ProviderError } from '@hostwright/core';
import type { Choices } from './random.js';

type Answers = Readonly<Record<string, unknown>>;
type Spoil = (answer: unknown, choices: Choices) => unknown;

/** What the contract allows, and nobody is glad of: machines that fail without a word, or with a code alone. */
const FAILED: readonly Spoil[] = [{}, { code: 'Odd' }, { retryable: true }].map(
  (said) => (answer: unknown) => list(answer).map((entry) => ({ machineId: fields(entry)['machineId'], outcome: 'failed', ...said })),
);

/** Ways in which the answers of a plugin can break the contract. What the cloud did, it did all the same. */
const SPOILED: Readonly<Record<string, readonly Spoil[]>> = {
  offers: [
    () => [],
    () => undefined,
    (offers) => [...list(offers), ...list(offers)],
    (offers) => list(offers).map((offer) => ({ ...fields(offer), unitsPerMachine: 0.5 })),
  ],
  prepare: [
    (prepared) => ({ ...fields(prepared), document: undefined }),
    (prepared) => ({ ...fields(prepared), document: 'x'.repeat(300_000) }),
    (prepared) => ({ ...fields(prepared), parts: 0 }),
    (prepared) => ({ ...fields(prepared), version: 1.5 }),
  ],
  launch: [
    () => undefined,
    (result) => ({ ...fields(result), machines: [{ ...fields(list(fields(result)['machines'])[0]), machineId: '' }] }),
    (result) => ({ ...fields(result), machines: list(fields(result)['machines']).map((machine) => ({ ...fields(machine), units: 0 })) }),
    (result) => ({ ...fields(result), machines: list(fields(result)['machines']).map((machine) => ({ ...fields(machine), status: {} })) }),
    (result) => ({ ...fields(result), shortfall: [{ units: 0, reason: 'Capacity', code: undefined, message: '' }] }),
    (result) => ({ ...fields(result), pendingUnits: -1 }),
    (result) => ({ ...fields(result), machines: [], pendingUnits: 0, shortfall: [] }),
    (result) => ({ ...fields(result), shortfall: [{ units: 99, reason: 'Capacity', code: undefined, message: '' }] }),
    (result) => ({ ...fields(result), group: { groupRef: '' } }),
    throwsPlainly,
  ],
  adopt: [() => [], () => undefined, (answer) => [...list(answer), ...list(answer)], ...FAILED, throwsPlainly],
  members: [
    throwsPlainly,
    () => {
      throw new ProviderError('Unsupported', 'it is no group that can be asked');
    },
  ],
  terminate: [() => [], () => undefined, (answer) => [...list(answer), ...list(answer)], ...FAILED, throwsPlainly],
  inspect: [
    () => undefined,
    throwsPlainly,
    (answer) => ({ ...fields(answer), notFound: ['i-nobody'] }),
    (answer) => ({ ...fields(answer), machines: [...list(fields(answer)['machines']), ...list(fields(answer)['machines'])] }),
  ],
};

const SPOILED_EVENTS: readonly Spoil[] = [
  (event) => ({ ...fields(event), machines: list(fields(event)['machines']).map((machine) => ({ ...fields(machine), kind: 'odd' })) }),
  () => ({ type: 'news' }),
  (event) => ({ ...fields(event), providerTimeMs: Number.NaN }),
  (event) => ({ ...fields(event), identity: {} }),
  (event) => ({ ...fields(event), machines: [{ machineId: '' }] }),
  (event) => ({
    ...fields(event),
    machines: list(fields(event)['machines']).map((machine) => ({ ...fields(machine), createdAtMs: Number.NaN })),
  }),
  throwsPlainly,
];

const SPOILED_ENDS: readonly Spoil[] = [
  (end) => ({ ...fields(end), outcome: 'failed', message: undefined }),
  (end) => ({ ...fields(end), outcome: 'partial', message: undefined }),
  throwsPlainly,
];

function throwsPlainly(): never {
  throw new TypeError('cannot read properties of undefined');
}

/**
 * The machines of a plugin that breaks its contract now and then, after it did what it was asked to.
 * @param speaks - whether it may do so at this moment
 */
export function withNonsense<Machines extends object>(machines: Machines, choices: Choices, speaks: () => boolean): Machines {
  const own = machines as Answers;
  // A process whose every answer is wrong gets nowhere, and most of its answers are never asked for.
  const wrong = choices.sample([...Object.keys(SPOILED), 'sweep'], 2);
  const offered = Object.entries(SPOILED).filter(([name]) => own[name] !== undefined && wrong.includes(name));
  const spoiled = offered.map(([name, ways]) => {
    const answer = own[name] as (input: unknown) => Promise<unknown>;
    const spoil = async (input: unknown): Promise<unknown> => {
      const said = await answer.call(machines, input);
      return speaks() ? choices.pick(ways)?.(said, choices) : said;
    };
    return [name, spoil] as const;
  });
  const sweep = own['sweep'] as (input: unknown) => AsyncIterable<unknown>;
  async function* spoiledSweep(input: unknown): AsyncGenerator {
    for await (const event of sweep.call(machines, input)) {
      const isEnd = fields(event)['type'] === 'end';
      if (isEnd && speaks()) return;
      yield speaks() ? choices.pick(isEnd ? SPOILED_ENDS : SPOILED_EVENTS)?.(event, choices) : event;
    }
  }
  return { ...machines, ...Object.fromEntries(spoiled), ...(wrong.includes('sweep') ? { sweep: spoiledSweep } : {}) };
}

function fields(value: unknown): Answers {
  return (value ?? {}) as Answers;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The catalogue of a plugin that breaks its contract now and then, or refuses a template that it knew. */
export function withOddCatalog<Catalog extends object>(catalog: Catalog, choices: Choices, speaks: () => boolean): Catalog {
  const shape = (catalog as Answers)['shape'] as (input: unknown) => Promise<unknown>;
  const oddShape = async (input: unknown): Promise<unknown> => {
    if (!speaks()) return shape.call(catalog, input);
    if (choices.chance(0.5)) return throwsPlainly();
    throw new ProviderError('InvalidTemplate', 'the machine type is not sold any more');
  };
  return { ...catalog, shape: oddShape };
}

/** Why a plugin cannot be started. */
export function failedStart(choices: Choices): Error {
  if (choices.chance(0.5)) return new TypeError('a file of the plugin is missing');
  return new ProviderError('InvalidSettings', 'a setting is wrong');
}
