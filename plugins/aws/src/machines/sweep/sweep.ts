import type { SweepEvent } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { memoryOf } from '../memory.js';
import { sweepBeside } from './beside.js';
import { isOutage, sweepInstances } from './instances.js';
import { sweepByZones } from './outage.js';
import type { SweepEnd, SweepFrame, SweepInput, SweepPage } from './page.js';

/**
 * Lists everything of ours: machines first, a thousand in a call, then groups, volumes and launch templates as far as they are due. What
 * fails before the first page is thrown: it says nothing of the cloud.
 */
export async function* sweep(session: AwsSession, input: SweepInput): AsyncGenerator<SweepEvent> {
  const frame: SweepFrame = { identity: undefined, providerTimeMs: 0 };
  const early = yield* machinesOf(session, frame, input);
  if (early !== undefined) {
    yield early;
    return;
  }
  const problems = yield* sweepBeside(session, frame, input);
  memoryOf(session).notices.expire(frame.providerTimeMs);
  yield problems.length === 0
    ? { type: 'end', outcome: 'complete', message: undefined }
    : { type: 'end', outcome: 'partial', message: `not everything could be listed: ${problems.join('; ')}` };
}

async function* machinesOf(session: AwsSession, frame: SweepFrame, input: SweepInput): AsyncGenerator<SweepPage, SweepEnd | undefined> {
  try {
    return yield* sweepInstances(session, frame, input);
  } catch (error) {
    if (!isOutage(error) || input.signal.aborted) throw error;
    return yield* sweepByZones(session, frame, input, error);
  }
}
