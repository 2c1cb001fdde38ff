import type { ForeignRequest, ForeignReturn } from '@hostwright/core';
import { z } from 'zod';
import { idText, templateText, tellIssues } from './fields.js';
import { type ForeignState, ForeignStateError } from './foreign-state.js';

/** Forms of ORB's records that are known here. */
const KNOWN_VERSIONS = /^[12]\./;

/** Words of ORB for requests that have come to their end. */
const ENDED: ReadonlySet<string> = new Set(['complete', 'completed', 'failed', 'cancelled', 'timeout', 'partial', 'complete_with_error']);

const requestSchema = z.looseObject({
  request_id: idText,
  template_id: templateText.nullish(),
  request_type: z.enum(['acquire', 'return']).catch('acquire'),
  status: z.string().nullish(),
  /** Fleets, groups and reservations, in the cloud's words. */
  resource_ids: z.array(z.string()).nullish(),
  machine_ids: z.array(idText).nullish(),
  created_at: z.string().nullish(),
  schema_version: z.string().nullish(),
});

const machineSchema = z.looseObject({
  machine_id: idText,
  request_id: idText.nullish(),
  return_request_id: idText.nullish(),
  status: z.string().nullish(),
});

type OrbRequest = z.output<typeof requestSchema>;
type OrbMachine = z.output<typeof machineSchema>;

/** ORB's storage: records by their ids. */
interface OrbState {
  readonly requests: Readonly<Record<string, unknown>>;
  readonly machines?: Readonly<Record<string, unknown>>;
}

/** Whether a file's contents are the storage of Open Resource Broker. */
export function isOrbState(value: unknown): value is OrbState {
  if (typeof value !== 'object' || value === null || !('requests' in value)) return false;
  return isRecord(value.requests) && (!('machines' in value) || isRecord(value.machines));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the storage of Open Resource Broker; `nowMs`: when it was last written. @throws {ForeignStateError} it is of a form that is not known */
export function readOrbState(file: string, state: OrbState, nowMs: number): Omit<ForeignState, 'writtenAtMs'> {
  const problems: string[] = [];
  const requests = readEach(state.requests, 'requests', requestSchema, problems);
  const stranger = requests.find(({ schema_version: version }) => typeof version === 'string' && !KNOWN_VERSIONS.test(version));
  if (stranger !== undefined) {
    throw new ForeignStateError(
      `${file} is of a version of Open Resource Broker that is not known here: its records have the form ${stranger.schema_version}, known are 1 and 2. Take the machines over with the version of this program that knows it.`,
    );
  }
  const machines = readEach(state.machines ?? {}, 'machines', machineSchema, problems);
  const byRequest = Map.groupBy(machines, (machine) => machine.request_id ?? '');
  const over = new Set(machines.filter(({ status }) => status === 'terminated').map(({ machine_id: id }) => id));
  const acquires = requests.filter(({ request_type: type }) => type === 'acquire');
  const known = new Set(acquires.map(({ request_id: id }) => id));
  const strays = machines.filter(({ request_id: id }) => id === undefined || id === null || !known.has(id));
  for (const { machine_id: id } of strays) problems.push(`machines.${id}: belongs to no request of the file, and is left alone`);
  return {
    kind: 'orb',
    requests: acquires.map((request) => toRequest(request, byRequest.get(request.request_id) ?? [], over, nowMs)),
    returns: requests
      .filter(isOpenReturn)
      .map(({ request_id: requestId, machine_ids: ids }): ForeignReturn => ({ requestId, machineIds: ids ?? [] })),
    problems,
  };
}

function readEach<Schema extends z.ZodType>(
  records: Readonly<Record<string, unknown>>,
  place: string,
  schema: Schema,
  problems: string[],
): readonly z.output<Schema>[] {
  return Object.entries(records).flatMap(([id, entry]) => {
    const parsed = schema.safeParse(entry);
    if (parsed.success) return [parsed.data];
    problems.push(tellIssues(`${place}.${id}`, parsed.error));
    return [];
  });
}

function toRequest(request: OrbRequest, machines: readonly OrbMachine[], over: ReadonlySet<string>, nowMs: number): ForeignRequest {
  const {
    request_id: requestId,
    template_id: templateId,
    machine_ids: named,
    resource_ids: resources,
    created_at: createdAt,
    status,
  } = request;
  const createdAtMs = Date.parse(createdAt ?? '');
  const ids = new Set([...(named ?? []), ...machines.map(({ machine_id: id }) => id)]);
  return {
    requestId,
    templateId: templateId ?? '',
    createdAtMs: Number.isFinite(createdAtMs) ? createdAtMs : nowMs,
    tags: [],
    machineIds: [...ids].filter((id) => !over.has(id)),
    // The last one that it tried: what came before it gave nothing.
    groupRef: ENDED.has(status ?? '') ? undefined : resources?.at(-1),
  };
}

function isOpenReturn({ request_type: type, status }: OrbRequest): boolean {
  return type === 'return' && !ENDED.has(status ?? '');
}
