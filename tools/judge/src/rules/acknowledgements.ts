import { isTerminal, lastTold, type AcknowledgedRequest } from '../record.ts';
import type { Case, Violation } from './rule.ts';

/** How an answer says that it does not know a request. */
const NOT_KNOWN = /\bnot known\b|\bunknown request\b|\bnever accepted\b/i;

/** A request whose id Host Factory was given is known in every later answer. */
export function lostAcknowledgements({ record }: Case): readonly Violation[] {
  return [...record.requests.values()].flatMap((request) => {
    const why = lossOf(request);
    return why === undefined ? [] : [{ rule: 'lost-acknowledgement', subject: request.requestId, message: `${request.requestId} ${why}` }];
  });
}

function lossOf(request: AcknowledgedRequest): string | undefined {
  if (request.leftOut > 0) return `is missing from ${request.leftOut} answers that were asked about it`;
  const denied = request.told.find((told) => told.status === 'complete_with_error' && NOT_KNOWN.test(told.message));
  return denied === undefined ? undefined : `was acknowledged and is denied later: ${denied.message}`;
}

/** One call id is one request. */
export function repeatedCalls({ record }: Case): readonly Violation[] {
  const acknowledged = [...record.requests.values()].filter((request) => request.callId !== undefined);
  return [...Map.groupBy(acknowledged, (request) => request.callId ?? '')]
    .filter(([, requests]) => requests.length > 1)
    .map(([callId, requests]) => ({
      rule: 'repeated-call',
      subject: callId,
      message: `call ${callId} became ${requests.length} requests: ${requests.map((request) => request.requestId).join(', ')}`,
    }));
}

/** What Host Factory was told at a request's end stays as it is. */
export function changedAnswers({ record }: Case): readonly Violation[] {
  return [...record.requests.values()].flatMap((request) => {
    const first = request.told.findIndex(isTerminal);
    if (first < 0) return [];
    const answers = request.told.slice(first).map((told) => JSON.stringify([told.status, told.machines]));
    const changed = answers.find((answer) => answer !== answers[0]);
    if (changed === undefined) return [];
    return [
      { rule: 'changed-answer', subject: request.requestId, message: `${request.requestId} ended with ${answers[0]}, later ${changed}` },
    ];
  });
}

/** A run is over only when every request has ended. */
export function unfinished({ record, settled }: Case): readonly Violation[] {
  if (!settled) return [];
  return [...record.requests.values()]
    .filter((request) => request.told.length > 0 && !isTerminal(lastTold(request)))
    .map(({ requestId }) => ({ rule: 'unfinished', subject: requestId, message: `${requestId} was never told to have ended` }));
}
