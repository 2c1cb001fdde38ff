import type { Places } from './files.js';

/** Ports of the loopback address. */
export interface Ports {
  readonly apiServer: number;
  readonly kwok: number;
}

/** How patient the control plane is with nodes that say nothing. */
export interface Patience {
  /** Seconds after a node's last sign of life until it counts as lost. */
  readonly nodeGraceSeconds: number;
  /** Seconds that pods stay on a node that is lost or not ready. */
  readonly evictionSeconds: number;
}

const ISSUER = 'https://kubernetes.default.svc';

/** What etcd calls itself before other members, of which there are none. It takes no socket for that. */
const NOBODY = 'http://localhost:1';

/** etcd listens at sockets in the folder: no ports to find, and no other user of the machine gets at it. */
export function etcdWords({ folder, etcdSocket }: Places): readonly string[] {
  return [
    `--data-dir=${folder}/etcd`,
    `--listen-client-urls=unix://${etcdSocket}`,
    `--listen-peer-urls=unix://${etcdSocket}.peer`,
    `--advertise-client-urls=${NOBODY}`,
    `--initial-advertise-peer-urls=${NOBODY}`,
    `--initial-cluster=default=${NOBODY}`,
    '--unsafe-no-fsync',
    '--watch-progress-notify-interval=5s',
    '--log-level=warn',
  ];
}

export function apiServerWords(places: Places, ports: Ports, { evictionSeconds }: Patience): readonly string[] {
  return [
    `--etcd-servers=unix://${places.etcdSocket}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${ports.apiServer}`,
    `--cert-dir=${places.certificates}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    '--endpoint-reconciler-type=none',
    '--authorization-mode=Node,RBAC',
    `--token-auth-file=${places.tokens}`,
    '--allow-privileged',
    `--service-account-issuer=${ISSUER}`,
    `--api-audiences=${ISSUER}`,
    `--service-account-key-file=${places.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${places.serviceAccountKey}`,
    `--default-not-ready-toleration-seconds=${evictionSeconds}`,
    `--default-unreachable-toleration-seconds=${evictionSeconds}`,
    `--audit-policy-file=${places.auditPolicy}`,
    `--audit-log-path=${places.auditLog}`,
    '--audit-log-maxsize=0',
    // Watches end soon when it ends; else it waits a minute for them.
    '--shutdown-watch-termination-grace-period=1s',
    '--shutdown-send-retry-after',
  ];
}

export function controllerManagerWords(places: Places, kubeconfig: string, { nodeGraceSeconds }: Patience): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--secure-port=0',
    '--leader-elect=false',
    `--service-account-private-key-file=${places.serviceAccountKey}`,
    `--root-ca-file=${places.caFile}`,
    `--node-monitor-grace-period=${nodeGraceSeconds}s`,
    '--node-monitor-period=2s',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
  ];
}

export function schedulerWords(kubeconfig: string): readonly string[] {
  return [`--kubeconfig=${kubeconfig}`, '--secure-port=0', '--leader-elect=false', '--kube-api-qps=500', '--kube-api-burst=1000'];
}

/** Leases last four fifths of the patience with nodes. */
export function kwokWords(kubeconfig: string, stages: readonly string[], port: number, { nodeGraceSeconds }: Patience): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--manage-all-nodes=false',
    '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    `--node-lease-duration-seconds=${Math.floor(nodeGraceSeconds * 0.8)}`,
    '--cidr=10.244.0.0/16',
    `--server-address=127.0.0.1:${port}`,
    ...stages.map((file) => `--config=${file}`),
  ];
}
