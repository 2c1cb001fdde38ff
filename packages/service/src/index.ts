export { type ForeignState, ForeignStateError, readForeignState } from './adoption/foreign-state.js';
export { answerCall, type AnswerCallInput, type CallAnswer, type WorkedBy } from './call/answer-call.js';
export { type BrokenConnectionNote, readBrokenConnections } from './call/broken-connections.js';
export { openSiteStore, type OpenSiteStoreOptions } from './call/site-store.js';
export { openSiteStoreLater } from './call/store-later.js';
export { createWakeAndWait, type WaitRequest, type WakeAndWaitOptions } from './call/wake-and-wait.js';
export { restoreSite, type RestoreSiteInput } from './recovery/restore.js';
