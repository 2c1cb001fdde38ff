import { HostFactoryError, type Queries, type Request } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import { requestPages } from '../../cli/pages.js';
import { told } from '../../cli/told.js';

/** Among so many of the newest requests the beginning of an id is looked for. */
const SEARCHED = 10_000;
/** What ids of requests for machines and of returns begin with. */
const KIND_PREFIXES = ['', 'req-', 'ret-'];
/** Fewer letters are a slip: whoever cancels by them could hit the only request there is. */
const SHORTEST = 4;
const TOLD = 3;

/**
 * The id of the request that a word stands for: the id itself, or a beginning of it that no other one of the newest 10,000 requests has.
 * What stands before the first hyphen may be left out; of the rest, four letters at least must be there.
 *
 * @throws {HostFactoryError} `RequestNotFound`
 * @throws {CommandError} `request-ambiguous`
 */
export async function findRequestId(queries: Queries, word: string): Promise<string> {
  if ((await queries.request(word)) !== undefined) return word;
  const [first, ...others] = word.replace(/^re[qt]-/, '').length < SHORTEST ? [] : await beginningWith(queries, word);
  if (first === undefined)
    throw new HostFactoryError('RequestNotFound', `There is no request ${told(word)}. See "host-factory requests list".`);
  if (others.length === 0) return first.requestId;
  const ids = [first, ...others].slice(0, TOLD).map(({ requestId }) => requestId);
  const more = others.length >= TOLD ? ` and ${others.length + 1 - TOLD} more` : '';
  throw new CommandError(
    'request-ambiguous',
    `${told(word)} is the beginning of several requests: ${ids.join(', ')}${more}. Write more of it.`,
  );
}

async function beginningWith(queries: Queries, word: string): Promise<readonly Request[]> {
  const found: Request[] = [];
  for await (const page of requestPages(queries, {}, SEARCHED)) {
    found.push(...page.filter(({ requestId }) => KIND_PREFIXES.some((prefix) => requestId.startsWith(prefix + word))));
  }
  return found;
}
