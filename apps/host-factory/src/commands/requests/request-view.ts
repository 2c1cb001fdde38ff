import type { MissingReason, Request, RequestView } from '@hostwright/core';
import { age, isoTime } from '../../cli/format.js';
import type { Column } from '../../cli/table.js';
import { machineJson } from '../machines/machine-view.js';

/** A request as JSON. A fixed set of keys: what does not apply, or is not known yet, is null. */
export function requestJson(request: Request): object {
  return {
    requestId: request.requestId,
    kind: request.kind,
    state: request.state,
    outcome: request.outcome ?? null,
    ...(request.kind === 'acquire'
      ? {
          templateId: request.template.templateId,
          connection: request.connection,
          wanted: request.wantedUnits,
          granted: request.grantedUnits,
          machines: null,
        }
      : {
          templateId: null,
          connection: null,
          wanted: request.targets.length,
          granted: request.targets.length,
          machines: targetsJson(request.targets),
        }),
    createdAt: isoTime(request.createdAtMs),
    endedAt: request.endedAtMs === undefined ? null : isoTime(request.endedAtMs),
    polledAt: request.polledAtMs === undefined ? null : isoTime(request.polledAtMs),
    reasons: request.reasons.map(({ units, reason, code, message }) => ({ units, reason, code: code ?? null, message })),
  };
}

type Targets = Extract<Request, { readonly kind: 'return' }>['targets'];

function targetsJson(targets: Targets): readonly object[] {
  return targets.map(({ machineId, name, connection, state, message }) => ({
    machineId: machineId ?? null,
    name,
    connection: connection ?? null,
    state,
    message,
  }));
}

/** The same with the machines of an acquire request. */
export function requestViewJson({ request, machines, unsettledIntents }: RequestView, providerOf: (connection: string) => string): object {
  const rows = machines.map((machine) => machineJson({ machine, provider: providerOf(machine.connection) }));
  return { ...requestJson(request), ...(request.kind === 'acquire' && { machines: rows }), unsettledIntents };
}

/** The columns of a table of requests. */
export function requestColumns(nowMs: number): readonly Column<Request>[] {
  return [
    { title: 'request', value: ({ requestId }) => requestId, fit: 'prefix' },
    { title: 'kind', value: ({ kind }) => kind, fit: 'optional' },
    { title: 'state', value: stateText },
    { title: 'template', value: (request) => (request.kind === 'acquire' ? request.template.templateId : '') },
    { title: 'machines', value: (request) => String(request.kind === 'acquire' ? request.wantedUnits : request.targets.length) },
    { title: 'age', value: ({ createdAtMs }) => age(createdAtMs, nowMs) },
    { title: 'why', value: ({ reasons }) => reasons.map(reasonText).join('; '), fit: 'free' },
  ];
}

/** The lines of one request for people. */
export function requestFields({ request, machines, unsettledIntents }: RequestView): readonly (readonly [string, string])[] {
  const delivered = machines.filter(({ deliveredAtMs }) => deliveredAtMs !== undefined).length;
  const own: readonly (readonly [string, string])[] =
    request.kind === 'acquire'
      ? [
          ['template', request.template.templateId],
          ['connection', request.connection],
          ['asked for', String(request.wantedUnits)],
          ['accepted', String(request.grantedUnits)],
          ['delivered', String(delivered)],
        ]
      : [
          ['machines', String(request.targets.length)],
          ['ended', String(request.targets.filter(({ state }) => state === 'done').length)],
        ];
  return [
    ['request', request.requestId],
    ['kind', request.kind],
    ['state', stateText(request)],
    ...own,
    ['created', isoTime(request.createdAtMs)],
    ['last asked about', isoTime(request.polledAtMs)],
    ['ended at', isoTime(request.endedAtMs)],
    ['open cloud calls', String(unsettledIntents)],
    ['why', request.reasons.map(reasonText).join('; ')],
  ];
}

function stateText(request: Request): string {
  return request.outcome === undefined ? request.state : `${request.state}: ${request.outcome}`;
}

function reasonText({ units, reason, code, message }: MissingReason): string {
  return `${units} missing: ${code === undefined ? reason : `${reason} ${code}`}, ${message}`;
}
