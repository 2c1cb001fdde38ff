import type { RequestView } from '@hostwright/core';
import type { Dialect } from '../dialect.js';
import { parseGetRequestStatus } from '../parse/other-calls.js';
import { renderCreateRequest } from '../render/create-request.js';
import type { RequestDocument, StatusDocument } from '../render/documents.js';
import { renderReturnRequest } from '../render/return-request.js';
import { renderUncertainRequest, renderUnknownRequest } from '../render/unknown-request.js';
import { succeeded, tellError } from './answer.js';
import { type Obstacles, obstaclesTo, readObstacles } from './obstacles.js';
import type { Answer, CallContext, CallInfo } from './options.js';
import { storeTrust } from './store-trust.js';
import { waitUntil, wake } from './wait.js';

/** Ours are far shorter: a longer one is nobody's, and is not repeated whole. */
const MAX_REQUEST_ID_LENGTH = 256;

/**
 * A request does not end before somebody has asked for it, and Host Factory asks again only half a minute later: one that waits for nothing
 * but this call is given as long to end.
 */
const END_WAIT_MS = 1_000;

/** One request as found: its view, `undefined` for none, or why it could not be read. */
type Finding = { readonly view: RequestView | undefined } | { readonly error: string };

/** Reports on requests from the store, at once, and notes that somebody asked. Each id is answered as often as it is given, in order. */
export async function getRequestStatus(context: CallContext, inputText: string, info: CallInfo): Promise<Answer> {
  const requestIds = parseGetRequestStatus(inputText);
  const distinct = [...new Set(requestIds)];
  const possible = distinct.filter((requestId) => requestId.length <= MAX_REQUEST_ID_LENGTH);
  await markPolled(context, info, possible);
  const findings = new Map<string, Finding>();
  for (const requestId of possible) findings.set(requestId, await findRequest(context, requestId));
  await letEnd(context, info, findings);
  const unknown = [...findings.values()].some((finding) => 'view' in finding && finding.view === undefined);
  const doubt = unknown ? await storeTrust(context, info) : undefined;
  const hasOpen = [...findings.values()].some(isOpen);
  if (hasOpen || (await isWorkLeft(context, info))) await wake(context, info);
  const obstacles: Obstacles = hasOpen ? await readObstacles(context, info) : new Map<string, string>();
  const { dialect } = context;
  const documents = new Map([...findings].map(([id, finding]) => [id, renderFinding(id, finding, { doubt, obstacles, dialect })]));
  const requests = requestIds.map((id) => documents.get(id) ?? renderUnknownRequest(id.slice(0, MAX_REQUEST_ID_LENGTH)));
  const document: StatusDocument = dialect === 'lsf' ? { status: 'complete', message: '', requests } : { requests };
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

/** Waits a moment for requests that have everything and only had to be asked for, and looks at them again. */
async function letEnd(context: CallContext, info: CallInfo, findings: Map<string, Finding>): Promise<void> {
  const ending = [...findings].filter(([, finding]) => hasEverything(finding)).map(([requestId]) => requestId);
  if (ending.length === 0) return;
  const look = async (): Promise<boolean> => {
    for (const requestId of ending) findings.set(requestId, await findRequest(context, requestId));
    return !ending.some((requestId) => isOpen(findings.get(requestId)));
  };
  await waitUntil(context, info, { waitMs: Math.min(END_WAIT_MS, context.timing.waitMs), condition: look });
}

function hasEverything(finding: Finding): boolean {
  if (!('view' in finding) || finding.view?.request.kind !== 'acquire' || finding.view.request.state !== 'open') return false;
  const { request, machines, unsettledIntents } = finding.view;
  const given = machines.filter((machine) => machine.deliveredAtMs !== undefined && machine.goneAtMs === undefined);
  return unsettledIntents === 0 && given.reduce((units, machine) => units + machine.units, 0) >= request.desiredUnits;
}

function isOpen(finding: Finding | undefined): boolean {
  return finding !== undefined && 'view' in finding && finding.view !== undefined && finding.view.request.state !== 'ended';
}

/**
 * Whoever worked on these requests may have died right after their end: where every call works by itself, nobody else would finish that.
 * An answer does not depend on it.
 */
async function isWorkLeft({ queries, logger }: CallContext, info: CallInfo): Promise<boolean> {
  try {
    return await queries.isWorkLeft();
  } catch (error) {
    logger.warn({ callId: info.callId, error: tellError(error) }, 'what is left to do could not be read');
    return false;
  }
}

/** What the answer about a request depends on beside the request. */
interface Circumstances {
  readonly doubt: string | undefined;
  readonly obstacles: Obstacles;
  readonly dialect: Dialect;
}

function renderFinding(requestId: string, finding: Finding, { doubt, obstacles, dialect }: Circumstances): RequestDocument {
  if ('error' in finding) return renderUncertainRequest(requestId, `The store cannot be read: ${finding.error}`);
  if (finding.view === undefined) {
    return doubt === undefined ? renderUnknownRequest(requestId) : renderUncertainRequest(requestId, doubt);
  }
  const { request, machines } = finding.view;
  const document =
    request.kind === 'acquire' ? renderCreateRequest(request, machines, dialect) : renderReturnRequest(request, machines, dialect);
  const obstacle = obstaclesTo(request, obstacles);
  return { ...document, message: [document.message, obstacle].filter((part) => part !== '').join(' ') };
}
