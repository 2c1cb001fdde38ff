import type { Intent, MissingReason } from '../domain/intent.js';
import type { Machine, SurplusReason } from '../domain/machine.js';
import type { AcquireRequest, RequestOutcome } from '../domain/request.js';
import { isPastDeadline, requestAgeMs, type Times } from './request-age.js';
import type { EngineTiming } from './timing.js';

/** Everything an acquire request is judged by. */
export interface AcquireFacts extends Times {
  readonly request: AcquireRequest;
  /** All machines of the request, gone ones included, orphans excluded. */
  readonly machines: readonly Machine[];
  /** All intents of the request. */
  readonly intents: readonly Intent[];
  /** Why the connection launches nothing at present; undefined while it does. */
  readonly obstacle: { readonly reason: string; readonly message: string } | undefined;
  readonly timing: Pick<EngineTiming, 'bootTimeoutMs'>;
}

/** What to do next for an acquire request. Nothing of it depends on what was planned before. */
export interface AcquirePlan {
  /** The request after what time alone changed: cancelled because nobody polled. */
  readonly request: AcquireRequest;
  readonly cancelledBy: 'poll-deadline' | undefined;
  readonly surplus: readonly { readonly machine: Machine; readonly reason: SurplusReason }[];
  /** Units of the next generation; 0 for none. */
  readonly launchUnits: number;
  /** Which of the request's offers the next generation tries. */
  readonly offerIndex: number;
  readonly end: { readonly outcome: RequestOutcome; readonly reasons: readonly MissingReason[] } | undefined;
  /** With the end: machines that were given back before they were usable. Should they become so, nobody is told of them any more. */
  readonly abandoned: readonly Machine[];
}

/** Compares what the request wants with what there is. */
export function planAcquire(facts: AcquireFacts): AcquirePlan {
  const cancelledBy = pollDeadlineCancels(facts) ? 'poll-deadline' : undefined;
  const request = cancelledBy === undefined ? facts.request : cancelled(facts.request, neverAskedFor(facts.request));
  const current = { ...facts, request };
  const surplus = findSurplus(current);
  const unwanted = new Set(surplus.map((entry) => entry.machine));
  const kept = facts.machines.filter((machine) => machine.surplus === undefined && !unwanted.has(machine));
  const missing = Math.max(0, request.desiredUnits - unitsOf(kept.filter(counts)));
  const expected = expectedUnits(current);
  const unsettled = facts.intents.filter((intent) => intent.state !== 'settled');
  const unsettledLaunch = unsettled.some((intent) => intent.operation === 'launch');
  const offerIndex = nextOffer(current);
  const mayLaunch = canLaunch(current, offerIndex);
  const launchUnits = mayLaunch && !unsettledLaunch && expected === 0 ? missing : 0;
  const waiting =
    launchUnits > 0 ||
    expected > 0 ||
    unsettled.length > 0 ||
    surplus.length > 0 ||
    kept.some(isStarting) ||
    facts.machines.some(isUnorderedSurplus) ||
    (isUnpolled(request) && kept.some((machine) => machine.goneAtMs === undefined));
  const end = waiting ? undefined : endOf(current, kept);
  return {
    request,
    cancelledBy,
    surplus,
    launchUnits,
    offerIndex,
    end,
    abandoned: end === undefined ? [] : kept.filter(isAbandoned),
  };
}

/** The request as a cancellation leaves it. `reasons` are kept until its end, where there is more to say than that somebody cancelled it. */
export function cancelled(request: AcquireRequest, reasons: readonly MissingReason[] = []): AcquireRequest {
  return { ...request, state: 'cancelling', desiredUnits: 0, reasons };
}

function neverAskedFor({ wantedUnits, pollWithinMs = 0 }: AcquireRequest): readonly MissingReason[] {
  const minutes = Math.round(pollWithinMs / 60_000);
  const time = minutes > 0 ? `${minutes} min` : `${Math.round(pollWithinMs / 1_000)} s`;
  return [plain(wantedUnits, 'Cancelled', `nobody asked for its status within ${time}`)];
}

function pollDeadlineCancels(facts: AcquireFacts): boolean {
  const { request, intents } = facts;
  if (request.pollWithinMs === undefined || !isUnpolled(request)) return false;
  return requestAgeMs(request, intents, facts) >= request.pollWithinMs;
}

/**
 * A request that somebody must poll does not end before, while it has machines: they would otherwise run for nobody. One that has none
 * may end at once: LSF's very first call waits to hear that it failed.
 */
function isUnpolled(request: AcquireRequest): boolean {
  return request.state === 'open' && request.pollWithinMs !== undefined && request.polledAtMs === undefined;
}

function canLaunch(facts: AcquireFacts, offerIndex: number): boolean {
  const { request, intents } = facts;
  if (request.state !== 'open' || isPastDeadline(request, intents, facts)) return false;
  // Before the list is known there may be a first offer; a refusal to list any leaves none.
  return offerIndex < (request.offers?.length ?? 1);
}

/** An offer whose machines never became usable is not tried again by the same request, just like one that lacked capacity. */
function nextOffer({ request, intents, machines }: AcquireFacts): number {
  const failedIntents = new Set(machines.filter(isLost).map((machine) => machine.intentId));
  return intents
    .filter((intent) => failedIntents.has(intent.intentId))
    .reduce((index, intent) => Math.max(index, (intent.offerIndex ?? 0) + 1), request.nextOffer);
}

/** A machine stands for its units while it lives, and for ever once it was delivered or returned: it is not replaced then. */
function counts(machine: Machine): boolean {
  return machine.goneAtMs === undefined || machine.deliveredAtMs !== undefined || machine.returnRequestId !== undefined;
}

function isStarting(machine: Machine): boolean {
  return machine.goneAtMs === undefined && machine.deliveredAtMs === undefined && machine.returnRequestId === undefined;
}

/** Whatever becomes of its return: what was answered of it at the end of its request stays true. */
function isAbandoned(machine: Machine): boolean {
  return machine.goneAtMs === undefined && machine.deliveredAtMs === undefined && machine.returnRequestId !== undefined;
}

function isUnorderedSurplus(machine: Machine): boolean {
  return machine.surplus !== undefined && machine.goneAtMs === undefined && machine.terminateOrderedAtMs === undefined;
}

/** Units that the cloud promised and has not shown yet. They are waited for as long as a machine may take to boot, by the cloud's clock. */
function expectedUnits({ intents, machines, providerNowMs, timing }: AcquireFacts): number {
  let units = 0;
  for (const intent of intents) {
    if (intent.pendingUnits === 0 || intent.state !== 'settled') continue;
    if (providerNowMs !== undefined && providerNowMs >= (intent.lastNotAfterMs ?? 0) + timing.bootTimeoutMs) continue;
    const shown = unitsOf(machines.filter((machine) => machine.intentId === intent.intentId));
    units += Math.max(0, intent.acceptedUnits - shown);
  }
  return units;
}

function findSurplus(facts: AcquireFacts): readonly { machine: Machine; reason: SurplusReason }[] {
  const found: { machine: Machine; reason: SurplusReason }[] = [];
  const add = (machine: Machine, reason: SurplusReason): void => void found.push({ machine, reason });
  const unmarked = facts.machines.filter((machine) => machine.surplus === undefined && machine.goneAtMs === undefined);
  const settledIntents = new Map(facts.intents.map((intent) => [intent.intentId, intent]));
  for (const machine of unmarked) {
    if (machine.returnRequestId !== undefined) continue;
    if (facts.request.desiredUnits === 0) add(machine, 'cancelled');
    else if (isTooLate(machine, settledIntents.get(machine.intentId), facts)) add(machine, 'boot-timeout');
  }
  const decided = new Set(found.map((entry) => entry.machine));
  let over =
    unitsOf(facts.machines.filter((machine) => machine.surplus === undefined && !decided.has(machine) && counts(machine))) -
    facts.request.desiredUnits;
  for (const machine of leastUsefulFirst(unmarked)) {
    if (over < machine.units) continue;
    if (decided.has(machine) || machine.returnRequestId !== undefined) continue;
    add(machine, surplusReason(machine, settledIntents.get(machine.intentId)));
    over -= machine.units;
  }
  return found;
}

/** One that was adopted has its time from then: nobody watched it before. */
function isTooLate(machine: Machine, intent: Intent | undefined, { providerNowMs, timing }: AcquireFacts): boolean {
  if (machine.deliveredAtMs !== undefined || providerNowMs === undefined) return false;
  const isAdopted = intent?.settlement === 'adopted' || intent?.operation === 'adopt';
  const sinceMs = isAdopted ? machine.firstSeenAtMs : machine.createdAtMs;
  return providerNowMs >= sinceMs + timing.bootTimeoutMs;
}

/** What is not delivered goes first, then what came last: Host Factory knows least of it. */
function leastUsefulFirst(machines: readonly Machine[]): readonly Machine[] {
  const delivered = (machine: Machine): number => (machine.deliveredAtMs === undefined ? 0 : 1);
  return machines.toSorted(
    (a, b) =>
      delivered(a) - delivered(b) || b.createdAtMs - a.createdAtMs || b.generation - a.generation || (a.machineId < b.machineId ? 1 : -1),
  );
}

function surplusReason(machine: Machine, intent: Intent | undefined): SurplusReason {
  if (machine.groupRef !== undefined && intent?.state === 'settled') return 'refilled';
  return intent?.settlement === 'observed' || intent?.settlement === 'refused' ? 'superseded' : 'over-delivered';
}

/** How the request ends, and why every missing unit is missing. */
function endOf(
  { request, machines, intents, obstacle }: AcquireFacts,
  kept: readonly Machine[],
): { outcome: RequestOutcome; reasons: readonly MissingReason[] } {
  const delivered = unitsOf(kept.filter((machine) => isDelivered(machine)));
  const reasons = missingReasons({ request, machines, intents, obstacle }, Math.max(0, request.wantedUnits - delivered));
  if (request.state === 'cancelling') return { outcome: 'cancelled', reasons };
  if (delivered >= request.wantedUnits) return { outcome: 'fulfilled', reasons: [] };
  return { outcome: delivered > 0 ? 'partial' : 'failed', reasons };
}

function isDelivered(machine: Machine): boolean {
  // One that was returned after it had vanished was lost all the same.
  if (machine.returnRequestId !== undefined) return machine.goneAtMs === undefined || machine.terminateOrderedAtMs !== undefined;
  return machine.deliveredAtMs !== undefined && machine.goneAtMs === undefined;
}

function isLost(machine: Machine): boolean {
  if (machine.surplus !== undefined) return machine.surplus === 'boot-timeout';
  return machine.goneAtMs !== undefined && !isDelivered(machine);
}

/** Latest knowledge first: what the last tries lacked explains what is missing better than the first. */
function missingReasons(
  { request, machines, intents, obstacle }: Pick<AcquireFacts, 'request' | 'machines' | 'intents' | 'obstacle'>,
  missing: number,
): readonly MissingReason[] {
  const candidates: MissingReason[] = [
    ...capReason(request),
    ...(request.state === 'cancelling' ? cancelReasons(request, missing) : []),
    ...machines.filter(isLost).map(lostReason),
    ...intents.filter((intent) => intent.operation === 'adopt').flatMap((intent) => intent.shortfall),
    ...intents
      .filter((intent) => intent.operation === 'launch')
      .toReversed()
      .flatMap((intent) => intent.shortfall),
    ...(obstacle === undefined ? [] : [plain(missing, obstacle.reason, obstacle.message)]),
    plain(missing, 'NotDelivered', 'the cloud did not give it within the request’s time'),
  ];
  return takeUnits(candidates, missing);
}

function cancelReasons({ reasons }: AcquireRequest, missing: number): readonly MissingReason[] {
  return reasons.length > 0 ? reasons : [plain(missing, 'Cancelled', 'the request was cancelled')];
}

function capReason(request: AcquireRequest): readonly MissingReason[] {
  const units = request.wantedUnits - request.grantedUnits;
  const message = `the template's maximum of ${request.template.maxNumber} left room for ${request.grantedUnits}`;
  return units > 0 ? [plain(units, 'MaximumReached', message)] : [];
}

function lostReason(machine: Machine): MissingReason {
  const late = machine.surplus === 'boot-timeout' ? ['it did not boot in time'] : [];
  const why = [...late, ...(machine.endReason === undefined ? [] : [machine.endReason])].join(': ');
  const message = `${machine.machineId} was never usable: ${why === '' ? 'no reason given' : why}`;
  return plain(machine.units, 'MachineLost', message);
}

function plain(units: number, reason: string, message: string): MissingReason {
  return { units, reason, code: undefined, message };
}

function takeUnits(reasons: readonly MissingReason[], units: number): readonly MissingReason[] {
  const taken: MissingReason[] = [];
  let left = units;
  for (const reason of reasons) {
    const share = Math.min(left, reason.units);
    if (share <= 0) continue;
    taken.push({ ...reason, units: share });
    left -= share;
  }
  return taken;
}

function unitsOf(machines: readonly Machine[]): number {
  return machines.reduce((sum, machine) => sum + machine.units, 0);
}
