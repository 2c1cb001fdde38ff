export { askAs, demand, type Answer, type Ask, type Place, type Question } from './cluster/ask.js';
export type { AuditEvent } from './cluster/audit.js';
export type { NodeInput, Nodes, Taint } from './cluster/nodes.js';
export { installKubernetes } from './install/install.js';
export type { KubeconfigFor, Kubernetes, KubernetesOptions } from './kubernetes.js';
export { startKubernetes } from './start-kubernetes.js';
export type { Call } from './proxy/call.js';
export {
  alreadyExists,
  conflict,
  cutWatch,
  delay,
  exceedQuota,
  expire,
  fail,
  forbidEviction,
  hang,
  loseCall,
  loseReply,
  refuse,
  throttle,
  timeOut,
  timeOutWebhook,
  type Fault,
  type Refusal,
  type Reply,
} from './proxy/faults.js';
export { startKubernetesProxy, type KubernetesProxy, type PassedCall, type ProxiedCluster } from './proxy/proxy.js';
