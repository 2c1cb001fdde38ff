import { type CallName, type Dialect, readHostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import type { CallAnswer } from '@hostwright/service';
import type { Variables } from '@hostwright/service/configuration';
import type { ProgramFiles } from '../cli/context.js';
import { answerDirectly, type DirectCall } from './answer-directly.js';
import { parseCallArguments } from './arguments.js';
import { guardProcess } from './guard.js';
import { readInputFile } from './input-file.js';
import type { OneDocument } from './one-document.js';
import { tellFailure } from './tell-failure.js';

/** What stands around a call. */
export interface CallSurroundings {
  readonly document: OneDocument;
  readonly environment: Variables;
  readonly program: ProgramFiles;
}

/**
 * Answers one Host Factory call of this process: exactly one JSON document on stdout and exit code 0 or 1, whatever happens.
 *
 * @param words - the command line after the call's name
 */
export async function runCall(name: CallName, words: readonly string[], surroundings: CallSurroundings): Promise<void> {
  const { document, environment, program } = surroundings;
  const parsed = parseCallArguments(words);
  const stated = typeof parsed === 'string' ? dialectIn(words) : parsed.dialect;
  const dialect = stated ?? readHostFactoryEnvironment(environment)?.dialect ?? 'symphony';
  const refusal = (message: string): string => JSON.stringify(refusalDocument(dialect, `${name}: ${message}`));
  const guard = guardProcess(document, refusal);
  try {
    const answer =
      typeof parsed === 'string' ? parsed : await tryCall({ ...parsed, name, dialect, signal: guard.signal }, { environment, program });
    if (typeof answer === 'string') document.endWith(refusal(answer), 1);
    else document.endWith(answer.text, answer.exitCode);
  } catch (error) {
    document.endWith(refusal(tellFailure(error)), 1);
  } finally {
    guard.release();
  }
}

/** Answers a message instead when there is no input to work with. */
async function tryCall(
  call: Omit<DirectCall, 'inputText'> & { readonly inputFile: string },
  place: Omit<CallSurroundings, 'document'>,
): Promise<CallAnswer | string> {
  const input = readInputFile(call.inputFile);
  return 'problem' in input ? input.problem : answerDirectly({ ...call, inputText: input.text }, place);
}

/** LSF gives a template up after `error`; whatever ends a call here can be mended, so that asking again makes sense. */
function refusalDocument(dialect: Dialect, message: string): object {
  return dialect === 'lsf' ? { status: 'warning', message } : { message };
}

/** A command line that cannot be understood may still say who calls. */
function dialectIn(words: readonly string[]): Dialect | undefined {
  const word = words[words.indexOf('--dialect') + 1];
  return word === 'symphony' || word === 'lsf' ? word : undefined;
}
