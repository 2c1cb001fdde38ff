import type { DomainEvent } from '../domain/events.js';
import type { Machine } from '../domain/machine.js';

/** Events of what one observation changed; `before` is undefined for a machine seen for the first time. */
export function changeEvents(before: Machine | undefined, after: Machine): readonly DomainEvent[] {
  const about = { requestId: after.requestId, machineId: after.machineId, connection: after.connection };
  const events: DomainEvent[] = [];
  if (before?.deliveredAtMs === undefined && after.deliveredAtMs !== undefined) {
    events.push({ type: 'MachineRunning', ...about, name: after.name });
  }
  if (before?.reclaim === undefined && after.reclaim !== undefined) {
    events.push({ type: 'MachineReclaimed', ...about, deadlineAtMs: after.reclaim.deadlineAtMs });
  }
  if (before?.goneAtMs === undefined && after.goneAtMs !== undefined) {
    events.push({ type: 'MachineGone', ...about, reason: after.endReason ?? after.status.raw });
  }
  return events;
}
