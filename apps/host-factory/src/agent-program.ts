import { join } from 'node:path';
import { type AgentBuild, type AgentProgram, CRASH_LOG_NAME, describeBuild } from '@hostwright/service/agent';
import type { Site, Variables } from '@hostwright/service/configuration';
import { SCHEMA_VERSION } from '@hostwright/store';
import type { ProgramFiles } from './cli/context.js';

/** How the agent of a deployment is started, and which build it is: this very program. */
export function agentProgram(
  site: Site,
  { environment, program }: { readonly environment: Variables; readonly program: ProgramFiles },
): { readonly program: AgentProgram; readonly build: AgentBuild } {
  return {
    program: {
      command: [program.nodePath, program.programPath, 'agent', 'run', '--config', site.directory],
      environment,
      crashLogPath: join(site.logDirectory, CRASH_LOG_NAME),
    },
    build: describeBuild({ programPath: program.programPath, version: program.version, schemaVersion: SCHEMA_VERSION }),
  };
}
