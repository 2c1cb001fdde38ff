/** What Host Factory, an operator or the cloud does while processes are killed. */
export const OPERATIONS = ['request', 'return', 'cancel', 'top-up', 'group', 'reclaim', 'rebuild', 'restart'] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * Which processes work. `agent`: one agent. `inline`: every call by itself. `several`: an agent and three calls that work by themselves.
 * `two-agents`: two agents that do not know of each other's lock. `paused`: an agent that stands still between check and send while a call
 * takes over. `crowd`: 32 calls at once. `cold` and `cold-lsf`: 32 calls at once, by Symphony or LSF, of a site that never had an agent.
 */
const KINDS = ['agent', 'inline', 'several', 'two-agents', 'paused', 'crowd', 'cold', 'cold-lsf'] as const;
export type Kind = (typeof KINDS)[number];

/** One kill: at a point that a process announces, or at a time after the one before. */
export type Kill = { readonly at: 'point'; readonly point: string } | { readonly at: 'time'; readonly afterMs: number };

/** One run. */
export interface Plan {
  readonly operation: Operation;
  readonly kind: Kind;
  readonly kills: readonly Kill[];
}

/** A plan as one word, for the command that repeats it. */
export function writePlan({ operation, kind, kills }: Plan): string {
  return [operation, kind, ...kills.map((kill) => (kill.at === 'point' ? kill.point : `@${kill.afterMs}`))].join(':');
}

/** @throws {Error} the text is no plan */
export function readPlan(text: string): Plan {
  const [operation, kind, ...kills] = text.split(':');
  const knownOperation = OPERATIONS.find((name) => name === operation);
  const knownKind = KINDS.find((name) => name === kind);
  if (knownOperation === undefined || knownKind === undefined) {
    throw new Error(`"${text}" is no plan: OPERATION:KIND:POINT|@MS:..., with ${OPERATIONS.join(', ')} and ${KINDS.join(', ')}`);
  }
  return { operation: knownOperation, kind: knownKind, kills: kills.map(readKill) };
}

function readKill(word: string): Kill {
  if (/^@\d{1,6}$/.test(word)) return { at: 'time', afterMs: Number(word.slice(1)) };
  if (/^[A-Za-z-]+\.[a-z]+$/.test(word)) return { at: 'point', point: word };
  throw new Error(`"${word}" is no kill: a point like settle.after, or @MS`);
}
