import type { Check } from './check.js';
import { agentFiles } from './checks/agent-files.js';
import { agentStarts } from './checks/agent-starts.js';
import { agent } from './checks/agent.js';
import { claim } from './checks/claim.js';
import { clock } from './checks/clock.js';
import { configuration } from './checks/configuration.js';
import { connections } from './checks/connections.js';
import { credentials } from './checks/credentials.js';
import { curl } from './checks/curl.js';
import { diskSpace } from './checks/disk-space.js';
import { environment } from './checks/environment.js';
import { fileSystem } from './checks/file-system.js';
import { intents } from './checks/intents.js';
import { logDirectory } from './checks/log-directory.js';
import { network } from './checks/network.js';
import { node } from './checks/node.js';
import { path } from './checks/path.js';
import { permissions } from './checks/permissions.js';
import { plugins } from './checks/plugins.js';
import { reachability } from './checks/reachability.js';
import { runtimeFolder } from './checks/runtime-folder.js';
import { scripts } from './checks/scripts.js';
import { storeHealth } from './checks/store-health.js';
import { store } from './checks/store.js';
import { templates } from './checks/templates.js';
import { workDirectory } from './checks/work-directory.js';

/** Every look, in the order in which a person would go through them: what others depend on comes first. */
export const CHECKS: readonly Check[] = [
  node,
  path,
  curl,
  environment,
  network,
  configuration,
  permissions,
  credentials,
  plugins,
  templates,
  workDirectory,
  logDirectory,
  fileSystem,
  diskSpace,
  runtimeFolder,
  clock,
  store,
  storeHealth,
  claim,
  agent,
  agentFiles,
  agentStarts,
  connections,
  intents,
  scripts,
  reachability,
];
