import type { MachineHint } from '@hostwright/core/provider';
import type { Session } from '../session.js';

const POLL_MS = 1_000;

/** Asks the cloud once a second what changed, and passes it on, until the signal is aborted. Ends with the first call that fails. */
export async function feed(
  session: Session,
  input: { readonly signal: AbortSignal; readonly emit: (hint: MachineHint) => void },
): Promise<void> {
  const { signal, emit } = input;
  let { upTo } = await session.read('ReceiveEvents', { after: undefined }, signal);
  while (await pause(session, signal)) {
    const events = await session.read('ReceiveEvents', { after: upTo }, signal);
    for (const machineId of events.machineIds) emit({ machineId });
    upTo = events.upTo;
  }
}

/** Answers whether to go on. */
async function pause(session: Session, signal: AbortSignal): Promise<boolean> {
  try {
    await session.context.sleep(POLL_MS, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}
