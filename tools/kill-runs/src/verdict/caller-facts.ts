import type { Fact } from '@hostwright/history';
import type { ToldRequest } from '../run/host-factory.js';
import type { RecordedCall } from '../run/recorder.js';

interface Named {
  readonly machineId?: string;
  readonly name?: string;
}

/** What Host Factory asked and was told, in the words of the history. A call that was repeated under its id was asked once. */
export function callerFacts(calls: readonly RecordedCall[]): readonly Fact[] {
  const asked = new Set<string>();
  const acknowledged = new Set<string>();
  return calls.flatMap((call): readonly Fact[] => {
    const facts: Fact[] = [];
    if (!asked.has(call.callId)) facts.push(...askedBy(call));
    asked.add(call.callId);
    const requestId = acknowledgedBy(call);
    if (requestId !== undefined && !acknowledged.has(requestId)) {
      acknowledged.add(requestId);
      facts.push({ kind: 'acknowledged', atMs: call.endedAtMs, callId: call.callId, requestId });
    }
    return [...facts, ...toldBy(call, calls)];
  });
}

function askedBy({ call, callId, input, startedAtMs: atMs }: RecordedCall): readonly Fact[] {
  if (call === 'requestMachines') {
    const { templateId, machineCount } = (input as { readonly template: { readonly templateId: string; readonly machineCount: number } })
      .template;
    return [{ kind: 'asked', what: 'acquire', atMs, callId, units: machineCount, templateId }];
  }
  if (call !== 'requestReturnMachines') return [];
  return [{ kind: 'asked', what: 'return', atMs, callId, machines: (input as { readonly machines: readonly Named[] }).machines }];
}

function acknowledgedBy({ call, exitCode, answer }: RecordedCall): string | undefined {
  if (exitCode !== 0 || (call !== 'requestMachines' && call !== 'requestReturnMachines')) return undefined;
  return (answer as { readonly requestId?: string } | undefined)?.requestId;
}

function toldBy({ call, exitCode, answer, endedAtMs: atMs }: RecordedCall, calls: readonly RecordedCall[]): readonly Fact[] {
  if (call !== 'getRequestStatus' || exitCode !== 0) return [];
  const requests = (answer as { readonly requests?: readonly ToldRequest[] } | undefined)?.requests ?? [];
  return requests.flatMap(({ requestId, status, machines }): readonly Fact[] => {
    const isReturn = calls.some((other) => other.call === 'requestReturnMachines' && acknowledgedBy(other) === requestId);
    const given = machines.filter(({ result }) => result === 'succeed').map(({ machineId }) => machineId);
    const gone = isReturn ? given.map((machineId): Fact => ({ kind: 'told-gone', atMs, machineId })) : [];
    if (!status.startsWith('complete')) return gone;
    const text = JSON.stringify([status, machines.map(({ machineId, result }) => [machineId, result])]);
    return [...gone, { kind: 'answered', atMs, requestId, answer: text, outcome: status, machineIds: given }];
  });
}
