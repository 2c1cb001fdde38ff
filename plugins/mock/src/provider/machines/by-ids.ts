import { isProviderError, type ProviderError } from '@hostwright/core/provider';
import type { CloudErrorCode } from '../../cloud/errors.js';
import { refusalBehind } from '../to-provider-error.js';

/** What became of one id. */
export type IdAnswer<Answer> =
  | { readonly id: string; readonly answer: Answer }
  | { readonly id: string; readonly error: ProviderError; readonly named: boolean };

/** Refusals that are about the ids of a call, not about the call. Where they do not name the culprit, halving finds it. */
const ABOUT_IDS: ReadonlySet<CloudErrorCode> = new Set([
  'IncorrectState',
  'InvalidInstanceID.Malformed',
  'InvalidInstanceID.NotFound',
  'OperationNotPermitted',
]);

/**
 * Makes a call that takes many ids and is refused as a whole because of one of them. Ids that stop the others are set aside, and the rest
 * is asked for again.
 *
 * @param call - answers for each id; an id that it leaves out got no answer
 * @throws {ProviderError} when no id was answered at all
 */
export async function callByIds<Answer>(
  ids: readonly string[],
  call: (ids: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
): Promise<readonly IdAnswer<Answer>[]> {
  const answers: IdAnswer<Answer>[] = [];
  const batches: (readonly string[])[] = [ids];
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    if (batch.length === 0) continue;
    try {
      const given = await call(batch);
      for (const [id, answer] of given) answers.push({ id, answer });
    } catch (error) {
      if (!isProviderError(error)) throw error;
      const left = setAside(batch, error, answers);
      if (left !== undefined) {
        batches.unshift(...left);
        continue;
      }
      // Not about these ids: the rest would be refused alike.
      const unanswered = [batch, ...batches].flat();
      if (answers.length === 0) throw error;
      answers.push(...unanswered.map((id) => ({ id, error, named: false })));
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
  const refusal = refusalBehind(error);
  if (refusal === undefined) return undefined;
  const named = batch.filter((id) => refusal.ids.includes(id));
  if (named.length > 0) {
    answers.push(...named.map((id) => ({ id, error, named: true })));
    return [batch.filter((id) => !refusal.ids.includes(id))];
  }
  if (!ABOUT_IDS.has(refusal.code)) return undefined;
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) {
    answers.push({ id: only, error, named: true });
    return [];
  }
  const half = Math.ceil(batch.length / 2);
  return [batch.slice(0, half), batch.slice(half)];
}
