export { CALL_NAMES, LEGACY_CALL_NAMES, type CallName, type Dialect } from './dialect.js';
export { ENVIRONMENT_VARIABLES, readHostFactoryEnvironment, type HostFactoryEnvironment } from './environment.js';
export { isProtocolError, ProtocolError, type ProtocolErrorCode } from './protocol-error.js';
export { templateIdProblem } from './template-id.js';
export { MAX_INPUT_BYTES, MAX_INPUT_DEPTH, parseJsonText, tooLarge } from './parse/json-text.js';
export type { MachineList } from './parse/machine-list.js';
export {
  type GetReturnRequestsInput,
  parseGetRequestStatus,
  parseGetReturnRequests,
  parseNoInput,
  parseRequestReturnMachines,
} from './parse/other-calls.js';
export { MAX_MACHINE_COUNT, parseRequestMachines, type RequestMachinesInput } from './parse/request-machines.js';
export { lsfHostAttribute, renderAttributes } from './render/attributes.js';
export { RC_ACCOUNT_TAG, renderCreateRequest } from './render/create-request.js';
export type {
  AnswerDocument,
  AvailableMachinesDocument,
  FailureDocument,
  MachineDocument,
  MachineResult,
  ReceiptDocument,
  RequestDocument,
  ReturnRequestsDocument,
  StatusDocument,
  TemplateDocument,
  TemplatesDocument,
  WireAttribute,
} from './render/documents.js';
export { machineIdOfWire, machineIdToWire } from './render/machine-id.js';
export { MACHINE_TABLE, STATUS_WORDS, tableStateOf, type TableRow, type TableState } from './render/machine-table.js';
export { CODE_OF_REASON, errorCodeOf, LSF_BACK_OFF_CODES } from './render/reasons.js';
export { renderReturnRequest } from './render/return-request.js';
export { type RenderedTemplates, renderTemplates } from './render/templates.js';
export { createHostFactoryCalls, type HostFactoryCalls } from './calls/create-calls.js';
export {
  type Answer,
  type CallInfo,
  type CallTiming,
  DEFAULT_CALL_TIMING,
  type HostFactoryCall,
  type HostFactoryCallsOptions,
  type WakeAndWait,
} from './calls/options.js';
