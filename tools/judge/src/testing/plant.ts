import type { CloudMachine } from '../cloud.ts';
import type { RecordedCall } from '../calls.ts';
import { judge, type JudgeInput, type Judgement } from '../judge.ts';
import { readRecord } from '../record.ts';

/** When the planted calls end; machines are made a minute before. */
export const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;

/** A running machine of request `req-1`. */
export function machine(
  id: string,
  changes: Partial<CloudMachine> & { readonly request?: string; readonly deployment?: string } = {},
): CloudMachine {
  const { request = 'req-1', deployment = 'dep-1', ...rest } = changes;
  return {
    id,
    name: `host-${id}`,
    state: 'running',
    tags: new Map([
      ['hostwright-deployment', deployment],
      ['hostwright-request', request],
    ]),
    units: 1,
    createdAtMs: NOW_MS - MINUTE_MS,
    terminateOrderedAtMs: undefined,
    endedAtMs: undefined,
    reclaimNoticedAtMs: undefined,
    reclaimDeadlineAtMs: undefined,
    ...rest,
  };
}

/** What becomes of a machine whose end was ordered. */
export const ENDED: Partial<CloudMachine> = { state: 'terminated', terminateOrderedAtMs: NOW_MS - 2_000, endedAtMs: NOW_MS - 1_000 };

/** A call that ended well at {@link NOW_MS}. */
export function call(name: string, input: unknown, answer: unknown, changes: Partial<RecordedCall> = {}): RecordedCall {
  return { call: name, input, answer, exitCode: 0, callId: undefined, startedAtMs: NOW_MS - 10, endedAtMs: NOW_MS, ...changes };
}

/** A request for machines that was accepted. */
export function requested(machineCount: number, requestId = 'req-1', changes: Partial<RecordedCall> = {}): RecordedCall {
  const input = { template: { templateId: 'small', machineCount } };
  return call('requestMachines', input, { message: 'Request accepted.', requestId }, changes);
}

/** A return that was accepted. */
export function returned(machineIds: readonly string[], requestId = 'ret-1'): RecordedCall {
  const machines = machineIds.map((machineId) => ({ machineId, name: `host-${machineId}` }));
  return call('requestReturnMachines', { machines }, { message: 'Return request accepted.', requestId });
}

/** A status answer about one request. */
export function told(requestId: string, status: string, results: Readonly<{ [id: string]: string }> = {}, message = ''): RecordedCall {
  const machines = Object.entries(results).map(([machineId, result]) => ({ machineId, name: `host-${machineId}`, result }));
  return call('getRequestStatus', { requests: [{ requestId }] }, { requests: [{ requestId, status, message, machines }] });
}

/** Judges planted machines and calls. */
export function trial(machines: readonly CloudMachine[], calls: readonly RecordedCall[], options: Partial<JudgeInput> = {}): Judgement {
  return judge({ cloud: { machines, companions: [] }, record: readRecord(calls), settled: true, surplusGraceMs: 0, ...options });
}

/** The broken rules and their subjects. */
export function broken({ violations }: Judgement): readonly string[] {
  return violations.map(({ rule, subject }) => `${rule} ${subject}`);
}
