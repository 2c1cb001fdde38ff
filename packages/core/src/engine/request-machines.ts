import type { AcquireRequest } from '../domain/request.js';
import { statesShape, UNLIMITED, type Template } from '../domain/template.js';
import { newId } from '../ports/random.js';
import type { ReadTransaction, WriteTransaction } from '../ports/store.js';
import type { RejectionReason, RequestMachines, RequestReceipt } from './commands-api.js';
import { HostFactoryError } from '../ports/errors.js';
import { bumpAllWakeups, bumpWakeups, type Front } from './front.js';
import { checkCallId, receiptOf, rejectionReason, repeatedReceipt } from './receipts.js';
import { knownShapes, templateProblem } from './template-shapes.js';
import { isExportable, withEnvironment } from './user-data.js';

/** More than any cloud gives in one request; a larger number is a slip of the pen. */
const MAX_UNITS_PER_REQUEST = 100_000;
/** Of a template id that names nothing, this much is kept. */
const MAX_KEPT_TEXT = 200;

/** Commits a request for machines, or its refusal. */
export async function requestMachines(front: Front, input: RequestMachines): Promise<RequestReceipt> {
  checkCallId(input.callId);
  checkEnvironment(input);
  return front.store.write(async (tx) => {
    const known = await tx.requestByCallId(input.callId);
    if (known !== undefined) return repeatedReceipt(known, 'acquire');
    const decision = await decide(tx, front, input);
    const request = newAcquire(front, input, decision);
    await tx.saveRequest(request);
    await appendIntakeEvent(tx, request);
    // Of a refusal as well: its event wants to be linked.
    if (request.connection === '') await bumpAllWakeups(tx, front.templates);
    else await bumpWakeups(tx, request.connection);
    return receiptOf(request, false);
  });
}

function checkEnvironment({ environment = [] }: RequestMachines): void {
  const bad = environment.find((pair) => !isExportable(pair));
  if (bad === undefined) return;
  throw new HostFactoryError(
    'InvalidCall',
    `environment '${bad.key.slice(0, MAX_KEPT_TEXT)}' cannot be exported by a shell: use letters, digits and "_" in the name, and no NUL in the value`,
  );
}

interface Decision {
  readonly template: Template;
  readonly grantedUnits: number;
  readonly refusal: { readonly reason: RejectionReason; readonly message: string } | undefined;
}

async function decide(tx: WriteTransaction, front: Front, { templateId, units }: RequestMachines): Promise<Decision> {
  const template = front.templates.find((entry) => entry.templateId === templateId);
  if (template === undefined) {
    const kept = templateId.slice(0, MAX_KEPT_TEXT);
    return refuse(unknownTemplate(kept), 'unknown-template', `there is no template '${kept}'`);
  }
  if (!Number.isSafeInteger(units) || units < 1 || units > MAX_UNITS_PER_REQUEST) {
    return refuse(template, 'bad-count', `the number of machines must be an integer from 1 to ${MAX_UNITS_PER_REQUEST}`);
  }
  const problem = await problemOf(tx, template);
  if (problem !== undefined) return refuse(template, 'template-unusable', `template '${templateId}' cannot be used: ${problem}`);
  const room = await roomOf(tx, template);
  if (room <= 0) return refuse(template, 'maximum-reached', `template '${templateId}' has reached its maximum of ${template.maxNumber}`);
  return { template, grantedUnits: Math.min(units, room), refusal: undefined };
}

function refuse(template: Template, reason: RejectionReason, message: string): Decision {
  return { template, grantedUnits: 0, refusal: { reason, message } };
}

/** What stands in a refused request in place of the template that it asked for. */
function unknownTemplate(templateId: string): Template {
  return { templateId, connection: '', maxNumber: 0, priority: 0, attributes: [], tags: [], userData: undefined, options: {} };
}

async function problemOf(tx: ReadTransaction, template: Template): Promise<string | undefined> {
  if (statesShape(template)) return undefined;
  return templateProblem(template, knownShapes(await tx.shapes(template.connection)));
}

/** Units that the template's maximum leaves, counted under its lock: what is granted at the same time elsewhere is seen or waits. */
async function roomOf(tx: WriteTransaction, template: Template): Promise<number> {
  if (template.maxNumber === UNLIMITED) return Infinity;
  await tx.lockTemplate(template.connection, template.templateId);
  const use = await tx.templateUse(template.connection, template.templateId);
  return template.maxNumber - use.liveUnits - use.openUnits;
}

function newAcquire(front: Front, input: RequestMachines, { template, grantedUnits, refusal }: Decision): AcquireRequest {
  const nowMs = front.clock.now();
  const wantedUnits = Number.isSafeInteger(input.units) ? input.units : 0;
  return {
    kind: 'acquire',
    requestId: newId(front.random, 'req'),
    callId: input.callId,
    state: refusal === undefined ? 'open' : 'ended',
    outcome: refusal === undefined ? undefined : 'rejected',
    reasons: refusal === undefined ? [] : [rejectionReason(refusal.reason, wantedUnits, refusal.message)],
    createdAtMs: nowMs,
    endedAtMs: refusal === undefined ? undefined : nowMs,
    polledAtMs: undefined,
    version: 1,
    connection: template.connection,
    template: refusal === undefined ? { ...template, userData: withEnvironment(template.userData, input.environment ?? []) } : template,
    tags: input.tags ?? [],
    wantedUnits,
    grantedUnits,
    desiredUnits: grantedUnits,
    offers: undefined,
    nextOffer: 0,
    deadlineAtMs: nowMs + front.timing.requestDeadlineMs,
    pollWithinMs: input.pollWithinMs,
  };
}

async function appendIntakeEvent(tx: WriteTransaction, request: AcquireRequest): Promise<void> {
  const { requestId, callId, template, createdAtMs } = request;
  const [refusal] = request.reasons;
  const about = { requestId, callId, templateId: template.templateId };
  await tx.appendEvents(createdAtMs, [
    refusal === undefined
      ? { type: 'RequestAccepted', ...about, kind: 'acquire', units: request.grantedUnits }
      : { type: 'RequestRejected', ...about, reason: refusal.reason, message: refusal.message },
  ]);
}
