import type { Impersonation } from '../../settings/settings.js';
import type { ExecConfig } from './kubeconfig-schema.js';
import type { Source } from './source.js';

/** One API server and who calls it, as settings or a kubeconfig name them; nothing that a file holds is read yet. */
export interface Target {
  readonly server: string;
  /** Undefined: the usual certificates. */
  readonly ca: Source | undefined;
  readonly tlsServerName: string | undefined;
  readonly insecure: boolean;
  readonly proxyUrl: string | undefined;
  /** The namespace that the source names. */
  readonly namespace: string | undefined;
  readonly user: UserTarget;
  /** For people: `the context dev of /home/u/.kube/config`. */
  readonly name: string;
}

/** Who calls. */
export interface UserTarget {
  readonly token?: Source | undefined;
  readonly certificate?: Source | undefined;
  readonly key?: Source | undefined;
  readonly basic?: { readonly username: string; readonly password: string } | undefined;
  readonly exec?: ExecConfig | undefined;
  /** A kubeconfig's `auth-provider`, read by the official client alone. */
  readonly authProvider?: Readonly<Record<string, unknown>> | undefined;
  readonly impersonate?: Impersonation | undefined;
}
