import type { Ask } from './cluster/ask.js';
import type { AuditEvent } from './cluster/audit.js';
import type { Nodes } from './cluster/nodes.js';
import type { AuditLevel } from './control-plane/files.js';
import type { Patience } from './control-plane/words.js';

/** How a Kubernetes is started. */
export interface KubernetesOptions {
  /** Nodes that it starts with. @default 1 */
  readonly nodes?: number;
  /** Users without any rights, beside `product`. */
  readonly users?: readonly string[];
  /** How much of each request is kept for {@link Kubernetes.auditLog}. @default Request */
  readonly audit?: AuditLevel;
  /** @default 20 s until a silent node counts as lost, and 5 s until its pods are evicted; with 1,000 nodes 50 and 300 are needed */
  readonly patience?: Partial<Patience>;
}

/** Whom a kubeconfig is for. */
export interface KubeconfigFor {
  /** Names the user, the cluster and the context in it. */
  readonly user: string;
  /** @default that of the user, who must be known then */
  readonly token?: string;
  /** @default none: clients take `default` */
  readonly namespace?: string;
  /** For a proxy before the cluster. @default the cluster's */
  readonly url?: string;
}

/** A running Kubernetes. */
export interface Kubernetes {
  readonly url: string;
  /** Certificate authority of {@link Kubernetes.url}. */
  readonly caFile: string;
  /** Its key, for a proxy that speaks for the cluster on the loopback address: the certificate is its own authority. */
  readonly keyFile: string;
  /** Folder of the logs of its parts. */
  readonly logs: string;
  /** Of a user that may do everything. What is done by it is in the audit log. */
  readonly adminToken: string;
  readonly adminKubeconfig: string;
  /** Users that may do nothing but what tests grant them, by name; `product` is always there. */
  readonly users: Readonly<Record<string, { readonly token: string }>>;
  readonly nodes: Nodes;
  readonly processIds: readonly number[];
  /** Writes a kubeconfig. @returns its path, good until {@link Kubernetes.stop} */
  kubeconfigFor(whom: KubeconfigFor): Promise<string>;
  /** Asks the API server as a user that may do everything, and leaves no trace in the audit log. */
  readonly ask: Ask;
  /** What was asked so far, by anybody but this emulator, in order of arrival. */
  auditLog(): Promise<readonly AuditEvent[]>;
  /**
   * Ends the API server and starts it at the same address. Waits until it serves. Watches from before are told that their version is gone.
   *
   * @param signal - SIGTERM lets requests end and ends watches cleanly, SIGKILL does not. @default SIGTERM
   */
  restartApiServer(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it and removes what it kept. May be repeated. @throws when a part of it had ended by itself; then its logs stay */
  stop(): Promise<void>;
}
