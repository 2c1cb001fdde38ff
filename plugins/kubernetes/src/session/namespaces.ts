import { ProviderError } from '@hostwright/core/provider';
import type { KubernetesSettings } from '../settings/settings.js';
import type { Target } from './cluster/target.js';

/** Where a connection may launch, and what its sweeps list. */
export interface Namespaces {
  /** For templates that name none. */
  readonly default: string;
  /** The default first, each once. */
  readonly listed: readonly string[] | 'all';
}

/** Decides by the settings, and where they say nothing by the kubeconfig's context or the pod's own namespace, as kubectl does. */
export function namespacesOf({ namespace, namespaces }: KubernetesSettings, target: Target): Namespaces {
  const first = namespace ?? target.namespace ?? 'default';
  return { default: first, listed: namespaces.includes('*') ? 'all' : [...new Set([first, ...namespaces])] };
}

/**
 * The namespace that a template launches in. One that is not listed would hide its machines from every sweep.
 * @throws {ProviderError} `InvalidTemplate`
 */
export function chosenNamespace(named: string | undefined, { default: first, listed }: Namespaces): string {
  if (named === undefined || listed === 'all' || listed.includes(named)) return named ?? first;
  throw new ProviderError(
    'InvalidTemplate',
    `the namespace ${named} is none of this connection’s (${listed.join(', ')}): add it to namespaces in the settings`,
    {
      subject: 'namespace',
    },
  );
}
