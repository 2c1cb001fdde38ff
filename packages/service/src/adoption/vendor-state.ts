import type { ForeignRequest, ForeignReturn } from '@hostwright/core';
import { RC_ACCOUNT_TAG } from '@hostwright/host-factory-protocol';
import { z } from 'zod';
import { idText, tagText, templateText, tellIssues } from './fields.js';
import type { ForeignState } from './foreign-state.js';

/** After this time the vendor's plugin itself gives a request up. */
const IN_FLIGHT_MS = 60 * 60_000;

/** Ids of the vendor's requests that are the cloud's own ids of what launches their machines: fleet, spot fleet, reservation. */
const GROUP_REF = /^(?:fleet|sfr|r)-[0-9a-f][0-9a-f-]+$/;

const machineSchema = z.looseObject({
  machineId: idText,
  /** Of the request that gives the machine back. */
  returnId: idText.nullish(),
  retId: idText.nullish(),
  result: z.string().nullish(),
  status: z.string().nullish(),
});

const requestSchema = z.looseObject({
  requestId: idText,
  templateId: templateText.nullish(),
  /** In milliseconds since 1970. */
  time: z.number().int().min(0).nullish(),
  rc_account: tagText.nullish(),
  machines: z.array(z.unknown()).nullish(),
});

type VendorRequest = z.output<typeof requestSchema>;
type VendorMachine = z.output<typeof machineSchema>;

/** Whether a file's contents are the state of the vendor's plugin. */
export function isVendorState(value: unknown): value is { readonly requests: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'requests' in value && Array.isArray(value.requests);
}

/** Reads the state of the vendor's plugin, of either edition; `nowMs`: when it was last written. */
export function readVendorState({ requests }: { readonly requests: readonly unknown[] }, nowMs: number): Omit<ForeignState, 'writtenAtMs'> {
  const problems: string[] = [];
  const read: ForeignRequest[] = [];
  const returns = new Map<string, string[]>();
  for (const [index, entry] of requests.entries()) {
    const parsed = requestSchema.safeParse(entry);
    if (!parsed.success) problems.push(tellIssues(`requests[${index}]`, parsed.error));
    else {
      const machines = readMachines(parsed.data, `requests[${index}]`, problems);
      read.push(toRequest(parsed.data, machines, nowMs));
      for (const machine of machines) noteReturn(machine, returns);
    }
  }
  const asReturns = [...returns].map(([requestId, machineIds]): ForeignReturn => ({ requestId, machineIds }));
  return { kind: 'vendor', requests: read, returns: asReturns, problems };
}

function readMachines({ machines }: VendorRequest, place: string, problems: string[]): readonly VendorMachine[] {
  return (machines ?? []).flatMap((entry, index) => {
    const parsed = machineSchema.safeParse(entry);
    if (parsed.success) return [parsed.data];
    problems.push(tellIssues(`${place}.machines[${index}]`, parsed.error));
    return [];
  });
}

function toRequest(request: VendorRequest, machines: readonly VendorMachine[], nowMs: number): ForeignRequest {
  const { requestId, templateId, time, rc_account: account } = request;
  const createdAtMs = time ?? nowMs;
  const isYoung = nowMs - createdAtMs < IN_FLIGHT_MS;
  const isInFlight = isYoung && (machines.length === 0 || machines.some(({ result }) => result === 'executing'));
  return {
    requestId,
    templateId: templateId ?? '',
    createdAtMs,
    tags: account === undefined || account === null ? [] : [{ key: RC_ACCOUNT_TAG, value: account }],
    machineIds: machines.filter(({ status }) => status !== 'terminated').map(({ machineId }) => machineId),
    groupRef: isInFlight && GROUP_REF.test(requestId) ? requestId : undefined,
  };
}

function noteReturn({ machineId, returnId, retId }: VendorMachine, returns: Map<string, string[]>): void {
  const requestId = returnId ?? retId;
  if (requestId === undefined || requestId === null) return;
  returns.set(requestId, [...(returns.get(requestId) ?? []), machineId]);
}
