import type { Dialect } from '../dialect.js';
import { isProtocolError } from '../protocol-error.js';
import type { AnswerDocument, FailureDocument } from '../render/documents.js';
import type { Answer, CallContext } from './options.js';

/** Whether trying the same again can help. LSF is told so; its `error` makes it give the template up. */
export type FailureKind = 'warning' | 'error';

/** The call did what it was asked for. */
export function succeeded(document: AnswerDocument): Answer {
  return { exitCode: 0, document };
}

/** The call did nothing; the message says why. */
export function failed(dialect: Dialect, kind: FailureKind, message: string): Answer {
  const document: FailureDocument = dialect === 'lsf' ? { status: kind, message } : { message };
  return { exitCode: 1, document };
}

/** Marks of the errors whose messages are written for people and hold no secrets. By mark, so that this package loads no code of core. */
const TOLD_ERRORS: readonly symbol[] = ['StoreError', 'HostFactoryError', 'ProviderError'].map((name) => Symbol.for(`hostwright.${name}`));

/** What Host Factory is told of an error that ended a call. */
export function failureOf(error: unknown, call: string, context: Pick<CallContext, 'dialect' | 'logger'>): Answer {
  if (isProtocolError(error)) return failed(context.dialect, 'error', `${call}: ${error.message}`);
  if (isTold(error)) return failed(context.dialect, 'warning', `${call}: ${error.message}`);
  context.logger.error({ call, error: nameOf(error), frames: framesOf(error) }, 'call failed by a defect');
  return failed(context.dialect, 'warning', `${call}: internal error (${nameOf(error)}). See the log, and report it.`);
}

/** One line for a message about an error that the call survives. */
export function tellError(error: unknown): string {
  return isTold(error) ? error.message : `internal error (${nameOf(error)})`;
}

function isTold(error: unknown): error is Error {
  return error instanceof Error && TOLD_ERRORS.some((mark) => mark in error);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Where it happened, without the message: that may hold anything. */
function framesOf(error: unknown): readonly string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
