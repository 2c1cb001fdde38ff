import type { Handler } from '../template/handlers.js';

/** What the operator pays, or counts, for an hour. Used by the catalogue and by prices of offers. */
export interface PriceSheet {
  readonly vcpuHourUsd: number;
  readonly memoryGibHourUsd: number;
  /** By the resource's name: `nvidia.com/gpu`, `nvidia.com/mig-1g.5gb`. */
  readonly gpuHourUsd: Readonly<Record<string, number>>;
  /** Price of a whole node, by its machine type; wins over what its parts would cost. */
  readonly machineTypeHourUsd: Readonly<Record<string, number>>;
  /** What spot costs of the usual price, 0 to 100. */
  readonly spotPercent: number;
}

/** In whose name calls are made. Needs the verb `impersonate` for the credentials' own user. */
export interface Impersonation {
  readonly user: string;
  readonly groups: readonly string[];
}

/** What pods have whose template does not say. */
export interface PodDefaults {
  readonly serviceAccount?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Variables of the machine's container. */
  readonly env: Readonly<Record<string, string>>;
}

/** One configured cluster, as the rest of the plugin reads it. */
export interface KubernetesSettings {
  /** Absolute path of a kubeconfig. */
  readonly kubeconfig?: string | undefined;
  /** A kubeconfig's text as reference of a secret. */
  readonly kubeconfigText?: string | undefined;
  /** Which of the kubeconfig's contexts; undefined: its current one. */
  readonly context?: string | undefined;
  /** The pod's own service account, and nothing else. */
  readonly inCluster: boolean;
  /** Address of the API server; credentials then come from `token`, `tokenFile` or the client certificate. */
  readonly server?: string | undefined;
  /** Value or reference of a secret. */
  readonly token?: string | undefined;
  /** Absolute path; read again when it changes. */
  readonly tokenFile?: string | undefined;
  /** Certificates that the API server's is checked against, in place of the kubeconfig's. */
  readonly caFile?: string | undefined;
  /** The same, in PEM form or that in base64. */
  readonly caData?: string | undefined;
  /** Certificates trusted beside the others. */
  readonly caBundle?: string | undefined;
  /** Absolute path, with `clientKeyFile`; both are read again when they change. */
  readonly clientCertificateFile?: string | undefined;
  readonly clientKeyFile?: string | undefined;
  /** Name that the server's certificate must carry, where the address has another one. */
  readonly tlsServerName?: string | undefined;
  /** Accept any server: only by saying so. A kubeconfig's own `insecure-skip-tls-verify` is refused without it. */
  readonly insecureSkipTlsVerify: boolean;
  readonly impersonate?: Impersonation | undefined;
  /** Address of the web proxy; user and password in it are secret. */
  readonly proxy?: string | undefined;
  readonly noProxy: readonly string[];
  /** Where templates launch that name none; undefined: the kubeconfig context's, the pod's own, else `default`. */
  readonly namespace?: string | undefined;
  /** Further namespaces that templates may name and sweeps list; `*` stands for all of them. */
  readonly namespaces: readonly string[];
  /** What tells this cluster from others: the uid of `kube-system`, or that of the default namespace where the former may not be read. */
  readonly identity: 'cluster' | 'namespace';
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxSockets: number;
  /** How templates launch that do not say. */
  readonly handler: Handler;
  readonly podDefaults: PodDefaults;
  readonly prices?: PriceSheet | undefined;
}
