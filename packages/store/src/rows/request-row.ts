import type { Request } from '@hostwright/core/ports';
import type { RequestRow } from '../schema.js';
import { parseRecord } from './record.js';

export function toRequestRow(request: Request): RequestRow {
  const acquire = request.kind === 'acquire' ? request : undefined;
  return {
    request_id: request.requestId,
    call_id: request.callId,
    kind: request.kind,
    state: request.state,
    ended: request.state === 'ended' ? 1 : 0,
    connection: acquire?.connection ?? null,
    template_id: acquire?.template.templateId ?? null,
    desired_units: acquire?.desiredUnits ?? 0,
    created_at_ms: request.createdAtMs,
    ended_at_ms: request.endedAtMs ?? null,
    version: request.version,
    record: JSON.stringify(request),
  };
}

export function fromRequestRow(row: Pick<RequestRow, 'record'>): Request {
  return parseRecord(row.record) as Request;
}
