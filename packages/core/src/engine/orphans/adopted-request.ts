import type { IntentHeader, Intent } from '../../domain/intent.js';
import type { Machine } from '../../domain/machine.js';
import type { AcquireRequest } from '../../domain/request.js';
import type { Tag } from '../../domain/tag.js';
import { UNLIMITED, type Template } from '../../domain/template.js';
import { RESERVED_TAG_KEYS, templateTag } from '../../provider/header.js';
import type { Some } from '../group-by.js';

/** Whether the cloud is ending a machine: nobody is told of it as one of theirs. */
function isLeaving(machine: Machine): boolean {
  return machine.status.unified === 'terminating';
}

/** States of a machine that has booted at some time. */
const BOOTED: ReadonlySet<string> = new Set(['running', 'stopping', 'stopped', 'unknown']);

/** Whether a machine has been in use, or could be, whatever it lacks of what we tell of machines. */
export function hasBooted({ status }: Machine): boolean {
  return BOOTED.has(status.unified);
}

/** The machine as one of ours. What has booted before counts as delivered: it was, by whoever launched it. */
export function adoptMachine(machine: Machine, requestId: string, templateId: string, nowMs: number): Machine {
  const booted = hasBooted(machine) && machine.name !== '' && machine.privateIp !== undefined;
  return { ...machine, orphan: false, requestId, templateId, deliveredAtMs: machine.deliveredAtMs ?? (booted ? nowMs : undefined) };
}

/** The template that a machine's tags speak of; undefined when its launch did not say, or it is not configured any more. */
export function templateOf(tags: readonly Tag[], connection: string, templates: readonly Template[]): Template | undefined {
  return templates.find((template) => {
    const { key, value } = templateTag(template.templateId);
    return template.connection === connection && tags.some((tag) => tag.key === key && tag.value === value);
  });
}

/** Stands in a request whose template is not known any more. */
export function lostTemplate(connection: string): Template {
  return { templateId: '', connection, maxNumber: UNLIMITED, priority: 0, attributes: [], tags: [], userData: undefined, options: {} };
}

/**
 * The request to which adopted machines belong from now on. It wants exactly what there is, and can launch nothing: ended where everything
 * was delivered, else open until its last machine has booted or failed.
 */
export function adoptedRequest(input: {
  readonly requestId: string;
  readonly connection: string;
  /** Live ones all. */
  readonly machines: Some<Machine>;
  readonly templates: readonly Template[];
  readonly nowMs: number;
}): AcquireRequest {
  const { requestId, connection, machines, nowMs } = input;
  const [{ tags }] = machines;
  const template = templateOf(tags, connection, input.templates) ?? lostTemplate(connection);
  const staying = machines.filter((machine) => !isLeaving(machine));
  const wantedUnits = unitsOf(staying);
  const isComplete = staying.every((machine) => machine.deliveredAtMs !== undefined);
  const createdAtMs = Math.min(nowMs, ...machines.map((machine) => machine.createdAtMs));
  return {
    kind: 'acquire',
    requestId,
    callId: `adopted:${requestId}`,
    state: isComplete ? 'ended' : 'open',
    outcome: isComplete ? 'fulfilled' : undefined,
    reasons: [],
    createdAtMs,
    endedAtMs: isComplete ? nowMs : undefined,
    polledAtMs: undefined,
    version: 1,
    connection,
    template,
    tags: requestTags(tags, template),
    wantedUnits,
    grantedUnits: wantedUnits,
    // One that is leaving fills its place until it is gone: else it would count as too many.
    desiredUnits: unitsOf(machines),
    ...NO_MORE_LAUNCHES,
    deadlineAtMs: createdAtMs,
    pollWithinMs: undefined,
  };
}

/** Leaves a request no offer to launch from. */
export const NO_MORE_LAUNCHES = { offers: [], nextOffer: Number.MAX_SAFE_INTEGER } as const;

/** Tags of the request alone, for example the account that LSF wants to hear again. */
function requestTags(tags: readonly Tag[], template: Template): readonly Tag[] {
  const others = new Set([...RESERVED_TAG_KEYS, ...template.tags.map((tag) => tag.key)]);
  return tags.filter((tag) => !others.has(tag.key));
}

/** What is left to know of the launch that made adopted machines. */
export function adoptedIntent(header: IntentHeader, machines: Some<Machine>, nowMs: number): Intent {
  const [{ connection, requestId }] = machines;
  return {
    intentId: header.intentId,
    sequence: header.sequence,
    connection,
    requestId,
    operation: 'launch',
    generation: header.generation,
    token: header.intentId,
    state: 'settled',
    units: unitsOf(machines),
    offerIndex: undefined,
    document: undefined,
    machineIds: [],
    target: undefined,
    answeredParts: [],
    pendingUnits: 0,
    acceptedUnits: unitsOf(machines),
    shortfall: [],
    firstSentAtMs: undefined,
    lastNotAfterMs: undefined,
    quietSweeps: 0,
    retryAtMs: undefined,
    tries: 0,
    settlement: 'adopted',
    createdAtMs: Math.min(nowMs, ...machines.map((machine) => machine.createdAtMs)),
    settledAtMs: nowMs,
  };
}

/** Capacity units of all. */
export function unitsOf(machines: readonly Machine[]): number {
  return machines.reduce((sum, machine) => sum + machine.units, 0);
}
