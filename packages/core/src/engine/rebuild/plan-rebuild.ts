import type { ConnectionState, Deployment } from '../../domain/connection.js';
import type { IntentHeader, Intent } from '../../domain/intent.js';
import type { Machine } from '../../domain/machine.js';
import type { AcquireRequest, Request } from '../../domain/request.js';
import type { Template } from '../../domain/template.js';
import { headerOfTags } from '../../provider/header.js';
import type { ObservedMachine } from '../../provider/machines.js';
import { findOldStore, type SweepCollection } from '../apply-sweep.js';
import { groupBy } from '../group-by.js';
import { newMachine } from '../observe.js';
import { adoptedIntent, adoptedRequest, adoptMachine, templateOf, unitsOf } from '../orphans/adopted-request.js';
import type { RebuiltConnection } from './rebuild-api.js';
import { tellSweep } from './tell-sweep.js';

/** One connection as cloud and store show it. */
export interface ConnectionFacts {
  readonly connection: string;
  readonly state: ConnectionState | undefined;
  /** Complete, over all deployments. */
  readonly sweep: SweepCollection;
  readonly providerNowMs: number;
  /** Machines of the store: all that live, and all that the sweep shows. */
  readonly known: readonly Machine[];
  /** Open acquire requests, each with its launches. */
  readonly open: readonly { readonly request: AcquireRequest; readonly launches: readonly Intent[] }[];
  /** Requests that machines name, by id. */
  readonly requests: ReadonlyMap<string, Request>;
  /** Those of the intents that machines name which the store has. */
  readonly intentIds: ReadonlySet<string>;
}

/** Everything that a rebuild is planned from. */
export interface RebuildFacts {
  readonly deployment: Deployment;
  readonly connections: readonly ConnectionFacts[];
  readonly templates: readonly Template[];
  readonly nowMs: number;
  readonly incarnation: string;
  /** A life that the store is known to have had; undefined where none is. */
  readonly lostIncarnation: string | undefined;
  /** Mints the id of a request whose own id is taken. */
  readonly newRequestId: () => string;
}

/** An open request of an earlier life: it keeps what there is, and launches nothing more. */
export interface FrozenRequest {
  readonly requestId: string;
  readonly connection: string;
  readonly desiredUnits: number;
  /** Its launches whose outcome is not known. */
  readonly intentIds: readonly string[];
}

/** What a rebuild writes. Planned again after it was broken off, it comes to what is left. */
export interface RebuildPlan {
  readonly needed: boolean;
  readonly life: Pick<Deployment, 'incarnation' | 'knownIncarnations' | 'lastSequence'>;
  readonly machines: readonly Machine[];
  readonly requests: readonly AcquireRequest[];
  readonly intents: readonly Intent[];
  readonly frozen: readonly FrozenRequest[];
  readonly connections: readonly RebuiltConnection[];
}

/** Compares the store with what the clouds show, and says what is missing in it. */
export function planRebuild(facts: RebuildFacts): RebuildPlan {
  const claimed = { requests: new Set<string>(), intents: new Set<string>() };
  const parts = facts.connections.map((connection) => planConnection(facts, connection, claimed));
  return {
    needed: parts.some((part) => part.told.wasOld) || forgotALife(facts),
    life: nextLife(facts),
    machines: parts.flatMap((part) => part.machines),
    requests: parts.flatMap((part) => part.requests),
    intents: parts.flatMap((part) => part.intents),
    frozen: parts.flatMap((part) => part.frozen),
    connections: parts.map((part) => part.told),
  };
}

function forgotALife({ deployment, lostIncarnation }: RebuildFacts): boolean {
  return lostIncarnation !== undefined && !deployment.knownIncarnations.includes(lostIncarnation);
}

/** Remembers every life that was seen, and counts on above every number that was used. */
function nextLife({ deployment, connections, incarnation, lostIncarnation }: RebuildFacts): RebuildPlan['life'] {
  const headers = connections.flatMap(({ sweep }) => ourHeaders(sweep, deployment.deploymentId));
  const seen = [...headers.map((header) => header.incarnation), ...(lostIncarnation === undefined ? [] : [lostIncarnation])];
  return {
    incarnation,
    knownIncarnations: [...new Set([...deployment.knownIncarnations, ...seen, incarnation])],
    lastSequence: headers.reduce((highest, header) => Math.max(highest, header.sequence), deployment.lastSequence),
  };
}

function ourHeaders({ machines, groups, companions }: SweepCollection, deploymentId: string): readonly IntentHeader[] {
  const headers = [...machines, ...groups, ...companions].flatMap(({ header }) => header ?? []);
  return headers.filter((header) => header.deploymentId === deploymentId);
}

/** Ids that another connection of the same plan has taken: copied tags may name one request in two clouds. */
interface Claimed {
  readonly requests: Set<string>;
  readonly intents: Set<string>;
}

interface ConnectionPlan extends Pick<RebuildPlan, 'machines' | 'requests' | 'intents' | 'frozen'> {
  readonly told: RebuiltConnection;
}

function planConnection(facts: RebuildFacts, connection: ConnectionFacts, claimed: Claimed): ConnectionPlan {
  const { deployment } = facts;
  const ours = connection.sweep.machines.filter((machine) => machine.header?.deploymentId === deployment.deploymentId);
  const wasOld = connection.state?.halt?.kind === 'store-is-old' || findOldStore(ours, deployment) !== undefined;
  const told = tellSweep(connection, deployment.deploymentId, wasOld);
  if (!wasOld) return { machines: [], requests: [], intents: [], frozen: [], told };
  const machines = adoptUnknown(facts, connection, ours, claimed);
  // A rebuild that was broken off has left machines without their request.
  const strays = connection.known.filter(
    (machine) => machine.goneAtMs === undefined && !machine.orphan && !connection.requests.has(machine.requestId),
  );
  const requests = requestsOf(facts, connection, [...strays, ...machines]);
  for (const { requestId } of requests) claimed.requests.add(requestId);
  const adopted = machines.map(({ machineId, requestId }) => ({ machineId, requestId }));
  return {
    machines,
    requests,
    intents: intentsOf([...strays, ...machines], connection.intentIds, claimed, facts.nowMs),
    frozen: connection.open.flatMap((entry) => freeze(entry, [...connection.known, ...machines])),
    told: { ...told, adopted },
  };
}

function adoptUnknown(
  { templates, nowMs, newRequestId }: RebuildFacts,
  { connection, known, requests, providerNowMs }: ConnectionFacts,
  ours: readonly ObservedMachine[],
  claimed: Claimed,
): readonly Machine[] {
  const knownIds = new Set(known.map((machine) => machine.machineId));
  const homes = new Map<string, string>();
  const homeOf = (requestId: string): string => {
    const home = homes.get(requestId) ?? (isFree(requestId, connection, requests, claimed) ? requestId : newRequestId());
    homes.set(requestId, home);
    return home;
  };
  return ours.flatMap((seen) => {
    const { header } = seen;
    if (header === undefined || seen.status.unified === 'terminated' || knownIds.has(seen.machineId)) return [];
    const templateId = templateOf(seen.tags, connection, templates)?.templateId ?? '';
    const machine = newMachine(seen, { connection, header, templateId, orphan: false }, { nowMs, providerNowMs });
    return [adoptMachine(machine, homeOf(header.requestId), templateId, nowMs)];
  });
}

/** Whether machines may join the request that they name. One that has ended has been answered for good: its answer must not change. */
function isFree(requestId: string, connection: string, requests: ConnectionFacts['requests'], claimed: Claimed): boolean {
  const request = requests.get(requestId);
  if (request === undefined) return !claimed.requests.has(requestId);
  return request.kind === 'acquire' && request.state === 'open' && request.connection === connection;
}

function requestsOf(
  { templates, nowMs }: RebuildFacts,
  { connection, requests }: ConnectionFacts,
  machines: readonly Machine[],
): readonly AcquireRequest[] {
  const missing = groupBy(
    machines.filter((machine) => !requests.has(machine.requestId)),
    (machine) => machine.requestId,
  );
  return [...missing].map(([requestId, own]) => adoptedRequest({ requestId, connection, machines: own, templates, nowMs }));
}

function intentsOf(machines: readonly Machine[], stored: ReadonlySet<string>, claimed: Claimed, nowMs: number): readonly Intent[] {
  const byIntent = groupBy(machines, (machine) => machine.intentId);
  return [...byIntent].flatMap(([intentId, own]) => {
    const header = headerOfTags(own[0].tags);
    if (header === undefined || stored.has(intentId) || claimed.intents.has(intentId)) return [];
    claimed.intents.add(intentId);
    return [adoptedIntent(header, own, nowMs)];
  });
}

/**
 * What was launched for an open request since the store's last memory may have been given back meanwhile: it is not launched again. One
 * without a launch and without a machine was asked for in this life, and goes on.
 */
function freeze({ request, launches }: ConnectionFacts['open'][number], machines: readonly Machine[]): readonly FrozenRequest[] {
  const { requestId, connection } = request;
  const own = machines.filter((machine) => machine.requestId === requestId && !machine.orphan);
  if (launches.length === 0 && own.length === 0) return [];
  const living = own.filter((machine) => machine.goneAtMs === undefined && machine.surplus === undefined);
  const intentIds = launches.filter((intent) => intent.state !== 'settled').map((intent) => intent.intentId);
  return [{ requestId, connection, desiredUnits: request.state === 'open' ? unitsOf(living) : 0, intentIds }];
}
