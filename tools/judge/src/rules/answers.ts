import { isObject } from '../json.ts';
import type { Case, Violation } from './rule.ts';

/** Each call prints one JSON object and ends with 0 or 1; a failure says why. */
export function malformedAnswers({ record }: Case): readonly Violation[] {
  return record.calls.flatMap((call, index) => {
    if (call.exitCode === undefined) return [];
    const why = malformationOf(call.answer, call.exitCode);
    return why === undefined
      ? []
      : [{ rule: 'malformed-answer', subject: `${index + 1}`, message: `call ${index + 1} (${call.call}) ${why}` }];
  });
}

function malformationOf(answer: unknown, exitCode: number): string | undefined {
  if (exitCode !== 0 && exitCode !== 1) return `ended with ${exitCode}`;
  if (!isObject(answer)) return 'printed something else than one JSON object';
  if (exitCode === 0) return undefined;
  if (typeof answer['message'] !== 'string' || answer['message'] === '') return 'failed without a message';
  return 'requestId' in answer ? 'failed and answered a request id' : undefined;
}
