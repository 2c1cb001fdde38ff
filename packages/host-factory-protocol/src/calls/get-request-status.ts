import type { RequestView } from '@hostwright/core';
import { parseGetRequestStatus } from '../parse/other-calls.js';
import { renderCreateRequest } from '../render/create-request.js';
import type { RequestDocument, StatusDocument } from '../render/documents.js';
import { renderReturnRequest } from '../render/return-request.js';
import { renderUncertainRequest, renderUnknownRequest } from '../render/unknown-request.js';
import { succeeded, tellError } from './answer.js';
import type { Answer, CallContext, CallInfo } from './options.js';
import { storeTrust } from './store-trust.js';
import { wake } from './wait.js';

/** One request as found: its view, `undefined` for none, or why it could not be read. */
type Finding = { readonly view: RequestView | undefined } | { readonly error: string };

/** Reports on requests from the store, at once, and notes that somebody asked. Each id is answered as often as it is given, in order. */
export async function getRequestStatus(context: CallContext, inputText: string, info: CallInfo): Promise<Answer> {
  const requestIds = parseGetRequestStatus(inputText);
  const distinct = [...new Set(requestIds)];
  await markPolled(context, info, distinct);
  const findings = new Map<string, Finding>();
  for (const requestId of distinct) findings.set(requestId, await findRequest(context, requestId));
  const unknown = [...findings.values()].some((finding) => 'view' in finding && finding.view === undefined);
  const doubt = unknown ? await storeTrust(context, info) : undefined;
  if ([...findings.values()].some(isOpen)) await wake(context, info);
  const documents = new Map([...findings].map(([id, finding]) => [id, renderFinding(id, finding, doubt, context)]));
  const requests = requestIds.flatMap((requestId) => documents.get(requestId) ?? []);
  const document: StatusDocument = context.dialect === 'lsf' ? { status: 'complete', message: '', requests } : { requests };
  return succeeded(document);
}

/** A status that cannot be noted is answered all the same: at worst the request is cancelled although somebody asked. */
async function markPolled(context: CallContext, info: CallInfo, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length === 0) return;
  try {
    await context.commands.markPolled({ requestIds });
  } catch (error) {
    context.logger.warn({ callId: info.callId, error: tellError(error) }, 'poll could not be noted');
  }
}

async function findRequest(context: CallContext, requestId: string): Promise<Finding> {
  try {
    return { view: await context.queries.request(requestId) };
  } catch (error) {
    return { error: tellError(error) };
  }
}

function isOpen(finding: Finding): boolean {
  return 'view' in finding && finding.view !== undefined && finding.view.request.state !== 'ended';
}

function renderFinding(requestId: string, finding: Finding, doubt: string | undefined, { dialect }: CallContext): RequestDocument {
  if ('error' in finding) return renderUncertainRequest(requestId, `The store cannot be read: ${finding.error}`);
  if (finding.view === undefined) {
    return doubt === undefined ? renderUnknownRequest(requestId) : renderUncertainRequest(requestId, doubt);
  }
  const { request, machines } = finding.view;
  if (request.kind === 'acquire') return renderCreateRequest(request, machines, dialect);
  return renderReturnRequest(request, machines, dialect);
}
