import type { Choices } from './random.js';

type Answers = Readonly<Record<string, unknown>>;
type Spoil = (answer: unknown, choices: Choices) => unknown;

/** Ways in which the answers of a plugin can break the contract. What the cloud did, it did all the same. */
const SPOILED: Readonly<Record<string, readonly Spoil[]>> = {
  offers: [
    () => [],
    (offers) => [...list(offers), ...list(offers)],
    (offers) => list(offers).map((offer) => ({ ...fields(offer), unitsPerMachine: 0.5 })),
  ],
  prepare: [
    (prepared) => ({ ...fields(prepared), document: undefined }),
    (prepared) => ({ ...fields(prepared), parts: 0 }),
    (prepared) => ({ ...fields(prepared), version: 1.5 }),
  ],
  launch: [
    () => undefined,
    (result) => ({ ...fields(result), machines: [{ ...fields(list(fields(result)['machines'])[0]), machineId: '' }] }),
    (result) => ({ ...fields(result), shortfall: [{ units: 0, reason: 'Capacity', code: undefined, message: '' }] }),
    (result) => ({ ...fields(result), pendingUnits: -1 }),
    (result) => ({ ...fields(result), machines: [], pendingUnits: 0, shortfall: [] }),
    (result) => ({ ...fields(result), shortfall: [{ units: 99, reason: 'Capacity', code: undefined, message: '' }] }),
    (result) => ({ ...fields(result), group: { groupRef: '' } }),
    throwsPlainly,
  ],
  terminate: [() => [], (answer) => [...list(answer), ...list(answer)], throwsPlainly],
  inspect: [
    () => undefined,
    (answer) => ({ ...fields(answer), notFound: ['i-nobody'] }),
    (answer) => ({ ...fields(answer), machines: [...list(fields(answer)['machines']), ...list(fields(answer)['machines'])] }),
  ],
};

const SPOILED_EVENTS: readonly Spoil[] = [
  () => ({ type: 'news' }),
  (event) => ({ ...fields(event), providerTimeMs: Number.NaN }),
  (event) => ({ ...fields(event), identity: {} }),
  (event) => ({ ...fields(event), machines: [{ machineId: '' }] }),
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
  const spoiled = Object.entries(SPOILED).map(([name, ways]) => {
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
      if (fields(event)['type'] === 'end' && speaks()) return;
      yield speaks() ? choices.pick(SPOILED_EVENTS)?.(event, choices) : event;
    }
  }
  return { ...machines, ...Object.fromEntries(spoiled), sweep: spoiledSweep };
}

function fields(value: unknown): Answers {
  return (value ?? {}) as Answers;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
