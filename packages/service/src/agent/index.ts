export { describeBuild, isNewerBuild, type BuildInput } from './build.js';
export { type CallLog, AGENT_LOG_NAME, CALLS_LOG_NAME, CRASH_LOG_NAME, openCallLog } from './log/log-files.js';
export type { Scrubber } from './log/scrubber.js';
export { type AgentBuild, type AgentPointer, POINTER_NAME, readPointer, SOCKET_POINTER_NAME } from './pointer.js';
export {
  type Environment,
  locateRuntimeFolder,
  openRuntimeFolder,
  type RuntimeFolder,
  type RuntimeFolderInput,
  RUNTIME_DIRECTORY_VARIABLE,
} from './runtime-folder.js';
export type { AgentProgram } from './starter.js';
export { type AgentStarts, INLINE_RETRY_MS, isInlineHost, readStarts, STARTS_BEFORE_INLINE } from './starts.js';
export { type AgentFinding, type AgentPlace, findAgent, readAgentStatus, stopAgent } from './status.js';
export type { AgentStatus } from './wire.js';
export type { AgentEnd } from './run/agent-end.js';
export { runAgent, type RunAgentInput } from './run-agent.js';
export { rebuildSite, type RebuildSiteInput, type SiteRebuild } from '../recovery/rebuild.js';
