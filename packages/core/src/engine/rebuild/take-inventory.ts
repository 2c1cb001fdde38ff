import type { SweepSummary } from '../../domain/connection.js';
import type { Intent } from '../../domain/intent.js';
import type { AcquireRequest, Request } from '../../domain/request.js';
import type { ReadTransaction } from '../../ports/store.js';
import { ProviderError } from '../../provider/errors.js';
import type { ProviderIdentity } from '../../provider/identity.js';
import { knownMachines, type SweepCollection } from '../apply-sweep.js';
import { collectSweep, type SweepResult } from '../collect-sweep.js';
import type { WorkerEnv } from '../worker-env.js';
import type { ConnectionFacts } from './plan-rebuild.js';

/** One connection's complete listing. */
export interface Listing {
  readonly sweep: SweepCollection;
  readonly identity: ProviderIdentity | undefined;
  /** As it is recorded; the number follows from the connection's state. */
  readonly summary: Omit<SweepSummary, 'number'>;
}

/**
 * Lists everything in a connection, of all deployments. Writes nothing.
 * @throws {ProviderError} it could not be listed completely, or answers as somebody else; the message names connection, reason and remedy
 */
export async function listConnection(env: WorkerEnv): Promise<Listing> {
  const startedAtMs = env.clock.now();
  const startedMonotonicMs = env.clock.monotonic();
  const recorded = (await env.store.read((tx) => tx.connection(env.connection)))?.identity;
  const result = await collectSweep(env, { kind: 'all-deployments' }, recorded, startedMonotonicMs);
  if (result.collection === undefined || result.outcome !== 'complete') throw refusal(env.connection, causeOf(result));
  const summary = { startedAtMs, endedAtMs: env.clock.now(), outcome: 'complete', message: undefined } as const;
  return { sweep: result.collection, identity: result.identity, summary };
}

function causeOf({ error, stranger, message }: SweepResult): ProviderError {
  if (error !== undefined) return error;
  const reason = message ?? 'no reason is given';
  if (stranger !== undefined) return new ProviderError('Credentials', reason);
  return new ProviderError('Unavailable', `the listing is not complete: ${reason}`);
}

/** What lets the connection be listed, by the class of what stood in the way. */
const REMEDIES: Readonly<{ [errorClass: string]: string }> = {
  Credentials: 'Give it valid credentials of the account that it had',
  PermissionDenied: 'Allow its credentials to list machines',
  InvalidSettings: 'Correct its settings',
};

/** Why nothing was rebuilt. */
export function refusal(connection: string, cause: ProviderError): ProviderError {
  const { errorClass, code, subject } = cause;
  const what = [errorClass, code, subject].filter((part) => part !== undefined).join(', ');
  const remedy = REMEDIES[errorClass] ?? 'Try again when it can be listed';
  return new ProviderError(
    errorClass,
    `connection '${connection}' could not be listed, so that nothing was changed: ${cause.message.replace(/[.\s]+$/, '')} (${what}). ${remedy}, or leave it out (--without ${connection}).`,
    { cause, ...(code === undefined ? {} : { code }), ...(subject === undefined ? {} : { subject }) },
  );
}

/** What the store knows beside a listing. */
export async function connectionFacts(tx: ReadTransaction, env: WorkerEnv, { sweep }: Listing): Promise<ConnectionFacts> {
  const { connection } = env;
  const { deploymentId } = await tx.deployment();
  const ours = sweep.machines.filter((machine) => machine.header?.deploymentId === deploymentId);
  const known = await knownMachines(tx, connection, ours);
  const headers = [...ours, ...sweep.groups].flatMap(({ header }) => header ?? []);
  return {
    connection,
    state: await tx.connection(connection),
    sweep,
    providerNowMs: env.providerClock.now() ?? sweep.beganAtMs,
    known,
    open: await openRequests(tx, connection),
    requests: await requestsById(tx, [...headers.map((header) => header.requestId), ...known.map((machine) => machine.requestId)]),
    intentIds: await storedIntents(tx, [...headers.map((header) => header.intentId), ...known.map((machine) => machine.intentId)]),
  };
}

async function openRequests(tx: ReadTransaction, connection: string): Promise<ConnectionFacts['open']> {
  const open: { request: AcquireRequest; launches: readonly Intent[] }[] = [];
  for (const request of await tx.openAcquires(connection)) {
    open.push({ request, launches: await tx.intents({ requestId: request.requestId, operation: 'launch' }) });
  }
  return open;
}

async function requestsById(tx: ReadTransaction, requestIds: readonly string[]): Promise<ReadonlyMap<string, Request>> {
  const requests = new Map<string, Request>();
  for (const requestId of new Set(requestIds)) {
    const request = await tx.request(requestId);
    if (request !== undefined) requests.set(requestId, request);
  }
  return requests;
}

async function storedIntents(tx: ReadTransaction, intentIds: readonly string[]): Promise<ReadonlySet<string>> {
  const stored = new Set<string>();
  for (const intentId of new Set(intentIds)) {
    if ((await tx.intent(intentId)) !== undefined) stored.add(intentId);
  }
  return stored;
}
