import type { Command } from 'commander';
import { runAgent } from '@hostwright/service/agent';
import { agentProgram } from '../../agent-program.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption } from '../../cli/options.js';

/** `agent run`: what calls start in the background. Not for people, hence not in the help. */
export function addAgentRun(parent: Command, context: CommandContext): void {
  parent
    .command('run', { hidden: true })
    .description('Work on requests until nothing is open.')
    .addOption(configOption())
    .action((options: SiteOptions) => run(context, options));
}

async function run(context: CommandContext, options: SiteOptions): Promise<void> {
  const { environment, program } = context;
  const site = context.services(options).site();
  await runAgent({ site, environment, build: agentProgram(site, { environment, program }).build });
}
