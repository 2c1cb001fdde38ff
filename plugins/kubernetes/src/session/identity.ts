import {
  isProviderError,
  ProviderError,
  type OperationInput,
  type ProviderContext,
  type ProviderIdentity,
} from '@hostwright/core/provider';
import type { KubernetesSettings } from '../settings/settings.js';
import { namespacesOf } from './namespaces.js';
import type { KubernetesSession } from './session.js';
import type { Way } from './way.js';

/** What a cluster without an authority of its own answers is believed this long: another one may stand there next. */
const UNPROVEN_MS = 60_000;

/** Asks whom the credentials belong to, and which cluster it is. */
type Identify = (session: KubernetesSession, way: Way, input: OperationInput) => Promise<ProviderIdentity>;

interface Held {
  readonly key: string;
  readonly atMs: number;
  readonly identity: ProviderIdentity;
}

/**
 * Makes it. A cluster has no name of its own; what lives as long as it does is the uid of `kube-system`. Where that may not be read, the uid of
 * the connection's own namespace tells one cluster from another as well, and changes when the namespace is made anew: then everything in it is
 * gone, too. Which of the two is a setting, and no guess: an identity that changed by itself would stop all launches.
 */
export function createIdentity(settings: KubernetesSettings, context: Pick<ProviderContext, 'now'>): Identify {
  let held: Held | undefined;
  return async (session, way, input) => {
    const key = JSON.stringify([way.clusterKey, way.credentials, way.target.namespace]);
    if (held?.key === key && (way.proven || context.now() < held.atMs + UNPROVEN_MS)) return held.identity;
    const namespace = settings.identity === 'cluster' ? 'kube-system' : namespacesOf(settings, way.target).default;
    const [account, principal] = await Promise.all([uidOf(session, namespace, settings, input), principalOf(session, input)]);
    const identity = { account, region: 'cluster', principal };
    held = { key, atMs: context.now(), identity };
    return identity;
  };
}

async function uidOf(session: KubernetesSession, name: string, settings: KubernetesSettings, input: OperationInput): Promise<string> {
  try {
    const path = `/api/v1/namespaces/${encodeURIComponent(name)}`;
    const { output } = await session.read<{ readonly metadata?: { readonly uid?: unknown } }>(
      'get namespaces',
      { method: 'GET', path },
      input,
    );
    const uid = output.metadata?.uid;
    if (typeof uid === 'string' && uid !== '') return uid;
  } catch (error) {
    if (!isProviderError(error) || error.errorClass !== 'PermissionDenied') throw error;
    const instead = settings.identity === 'cluster' ? ', or set identity to namespace' : '';
    throw new ProviderError(
      'PermissionDenied',
      `the namespace ${name} may not be read, by which this cluster is known: allow get of it${instead}`,
      {
        subject: `get namespaces ${name}`,
        ...(error.code === undefined ? {} : { code: error.code }),
        cause: error.cause,
      },
    );
  }
  throw new ProviderError('Unavailable', `get namespaces: ${name} has no uid: check the server’s address`);
}

/** For people alone: a server that does not say (before 1.28), or may not, is no reason to fail. */
async function principalOf(session: KubernetesSession, input: OperationInput): Promise<string | undefined> {
  const request = {
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
  } as const;
  try {
    const { output } = await session.read<{ readonly status?: { readonly userInfo?: { readonly username?: unknown } } }>(
      'create selfsubjectreviews',
      request,
      input,
    );
    const name = output.status?.userInfo?.username;
    return typeof name === 'string' ? name : undefined;
  } catch (error) {
    if (isProviderError(error) && TELL_NOTHING.has(error.errorClass)) return undefined;
    throw error;
  }
}

const TELL_NOTHING: ReadonlySet<string> = new Set(['PermissionDenied', 'NotFound', 'Unsupported', 'InvalidTemplate']);
