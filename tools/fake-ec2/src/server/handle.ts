import { randomUUID } from 'node:crypto';
import type { Cloud } from '../cloud/cloud.ts';
import type { World } from '../cloud/world.ts';
import type { FaultRule } from '../control/protocol.ts';
import { ApiError } from './api-error.ts';
import type { Counts } from './counts.ts';
import type { Faults } from './faults.ts';
import type { Reply } from './protocols.ts';
import { readOperation, type Operation } from './services.ts';
import { throttle } from './throttle.ts';

/** What becomes of a request: an answer, or what the network does to it instead. */
export type Outcome =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'truncated'; readonly reply: Reply }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' };

/** A request as it was read. */
export interface Incoming {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What handling a request needs. */
export interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly counts: Counts;
}

interface Scope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Reads a request, acts on the cloud unless a fault says otherwise, and writes the answer. */
export function handle({ world, faults, counts }: Parts, request: Incoming): Outcome {
  const requestId = randomUUID();
  const scope = scopeOf(request.headers['authorization'] ?? '');
  const operation = readOperation(scope?.service, request.headers['x-amz-target'], request.body);
  counts.call(operation.action);
  const fault = faults.next(operation.action);
  if (fault !== undefined && !actsFirst(fault)) return broken(fault, operation, requestId);
  const reply = answer({ world, counts, operation, scope }, requestId);
  return fault === undefined ? { kind: 'reply', reply } : brokenAfter(fault, operation, { requestId, reply });
}

function actsFirst({ kind, afterEffect }: FaultRule): boolean {
  return kind === 'lost-reply' || kind === 'truncated' || afterEffect === true;
}

function broken(fault: FaultRule, operation: Operation, requestId: string): Outcome {
  if (fault.kind === 'hang' || fault.kind === 'reset') return fault.kind === 'hang' ? { kind: 'hang' } : { kind: 'reset' };
  const error = new ApiError(fault.code ?? 'InternalError', fault.message ?? 'An internal error has occurred', fault.status ?? 500);
  return { kind: 'reply', reply: operation.protocol.error(error, requestId) };
}

function brokenAfter(fault: FaultRule, operation: Operation, done: { readonly requestId: string; readonly reply: Reply }): Outcome {
  if (fault.kind === 'lost-reply') return { kind: 'reset' };
  if (fault.kind === 'truncated') return { kind: 'truncated', reply: done.reply };
  return broken(fault, operation, done.requestId);
}

interface Asked {
  readonly world: World;
  readonly counts: Counts;
  readonly operation: Operation;
  readonly scope: Scope | undefined;
}

function answer({ world, counts, operation, scope }: Asked, requestId: string): Reply {
  const { action, protocol } = operation;
  try {
    if (scope === undefined) throw new ApiError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
    const cloud: Cloud = world.cloud({ account: world.accountOf(scope.accessKeyId), region: scope.region });
    cloud.runDue();
    if (operation.limited !== undefined) throttle(cloud, action, operation.limited);
    const result = operation.act(cloud);
    cloud.runDue();
    return protocol.reply(action, result, requestId);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'RequestLimitExceeded') counts.throttled(action);
    return protocol.error(error, requestId);
  }
}

/** `Credential=KEY/DATE/REGION/SERVICE/aws4_request`. The signature itself is not checked. Source: IAM user guide, "Signature Version 4". */
function scopeOf(authorization: string): Scope | undefined {
  const [, accessKeyId, region, service] = /Credential=([^/\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization) ?? [];
  return accessKeyId === undefined || region === undefined || service === undefined ? undefined : { accessKeyId, region, service };
}
