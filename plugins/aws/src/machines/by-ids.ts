import { isProviderError, type ProviderError } from '@hostwright/core/provider';

/** What became of one id. */
export type IdAnswer<Answer> =
  | { readonly id: string; readonly answer: Answer }
  /** `named`: the refusal is about this id, and not about the call. */
  | { readonly id: string; readonly error: ProviderError; readonly named: boolean };

/**
 * Refusals of a whole call because of some of its ids, after which asking for fewer helps.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const ABOUT_IDS: ReadonlySet<string> = new Set([
  'InvalidInstanceID',
  'InvalidInstanceID.Malformed',
  'InvalidInstanceID.NotFound',
  'InvalidInstanceID.NotLinkable',
  'InvalidID',
  'IncorrectInstanceState',
  'IncorrectState',
  'OperationNotPermitted',
  'UnsupportedOperation',
  // A policy may allow what carries our tags and nothing else.
  'UnauthorizedOperation',
  // The call as a whole is too much.
  'ResourceCountExceeded',
]);

/** Codes that say of an id that no such machine exists. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  'InvalidInstanceID.NotFound',
  'InvalidInstanceID.Malformed',
  'InvalidInstanceID',
  'InvalidID',
]);

/** Refusals that one order takes: enough to find several culprits among a thousand; what is left then is asked for again later. */
const MOST_REFUSALS = 32;

/** Whether an error about one id says that the machine does not exist. */
export function isNotFound(error: ProviderError): boolean {
  return error.code !== undefined && NOT_FOUND.has(error.code);
}

/**
 * Makes a call that takes many ids and is refused as a whole because of some of them. Ids that stop the others are set aside, by the
 * refusal's own words where it names them, else by halving, and the rest is asked for again.
 *
 * @param most - ids of one call
 * @param call - answers for each id; an id that it leaves out is not in the result
 * @throws {ProviderError} when no id was answered at all
 */
export async function callByIds<Answer>(
  ids: readonly string[],
  most: number,
  call: (ids: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
): Promise<readonly IdAnswer<Answer>[]> {
  const answers: IdAnswer<Answer>[] = [];
  const batches: (readonly string[])[] = chunks(ids, most);
  let refusals = 0;
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    if (batch.length === 0) continue;
    try {
      for (const [id, answer] of await call(batch)) answers.push({ id, answer });
    } catch (error) {
      if (!isProviderError(error)) throw error;
      refusals += 1;
      const left = refusals < MOST_REFUSALS ? setAside(batch, error, answers) : undefined;
      if (left !== undefined) {
        batches.unshift(...left);
        continue;
      }
      // Not about these ids: the rest would be refused alike.
      if (answers.length === 0) throw error;
      answers.push(...[batch, ...batches].flat().map((id) => ({ id, error, named: false })));
      return answers;
    }
  }
  return answers;
}

/** Records the culprits of a refused batch; answers what is still to be asked, or undefined when the refusal is about something else. */
function setAside<Answer>(
  batch: readonly string[],
  error: ProviderError,
  answers: IdAnswer<Answer>[],
): readonly (readonly string[])[] | undefined {
  if (error.code === undefined || !ABOUT_IDS.has(error.code)) return undefined;
  const text = wordsOf(error);
  const named = new Set(batch.filter((id) => names(text, id)));
  if (named.size > 0) {
    for (const id of named) answers.push({ id, error, named: true });
    return [batch.filter((id) => !named.has(id))];
  }
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) {
    answers.push({ id: only, error, named: true });
    return [];
  }
  const half = Math.ceil(batch.length / 2);
  return [batch.slice(0, half), batch.slice(half)];
}

/** AWS' own message stands in the error that ours was made from. */
function wordsOf(error: Error): string {
  const words: string[] = [];
  for (let at: unknown = error; at instanceof Error && words.length < 5; at = at.cause) words.push(at.message);
  return words.join('\n');
}

/** Whether a text names an id, and not merely a longer one that begins or ends with it. */
function names(text: string, id: string): boolean {
  if (id === '') return false;
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    if (!isWordChar(text[at - 1]) && !isWordChar(text[at + id.length])) return true;
  }
  return false;
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[\w-]/.test(char);
}

/** A list in pieces of at most that many. */
function chunks<Item>(items: readonly Item[], most: number): Item[][] {
  const pieces: Item[][] = [];
  for (let start = 0; start < items.length; start += most) pieces.push(items.slice(start, start + most));
  return pieces;
}
