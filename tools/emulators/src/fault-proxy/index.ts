export type { Call } from './call.js';
export * from './faults.js';
export { startFaultProxy, type FaultProxy, type FaultProxyOptions, type PassedCall } from './fault-proxy.js';
export type { Reply } from './message.js';
export { editXml, errorReply } from './reply.js';
export type { Rule } from '../rules/rules.js';
export type { Fault, RuleInput } from './rule.js';
