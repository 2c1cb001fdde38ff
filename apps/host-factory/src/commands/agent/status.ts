import type { Command } from 'commander';
import { findAgent } from '@hostwright/service/agent';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { age, isoTime } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData, printObject } from '../../cli/print.js';

interface StatusOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `agent status`. */
export function addAgentStatus(parent: Command, context: CommandContext): void {
  const command = parent
    .command('status')
    .description('Tell whether the agent runs, and how it does. None running is no error: it runs only while something is open.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: StatusOptions) => showStatus(context, options));
  withExamples(command, [
    ['agent status', 'for people'],
    ['agent status --output json', '"running": true or false, and the rest'],
  ]);
}

async function showStatus(context: CommandContext, options: StatusOptions): Promise<void> {
  const { io, environment, clock } = context;
  const finding = await findAgent({ site: context.services(options).site(), environment });
  if (finding.kind !== 'running') {
    if (options.output !== 'table') return printData(io, options.output, { running: false });
    return io.out('No agent runs. The next call that needs one starts it.\n');
  }
  const { status, userId } = finding;
  printObject(io, options.output, { running: true, ...status, ...(userId !== undefined && { userId }) }, [
    ['process', `${status.pid} on ${status.host}`],
    ['user id', userId === undefined ? '' : String(userId)],
    ['version', status.build.version],
    ['started', `${isoTime(status.startedAtMs)}, ${age(status.startedAtMs, clock.now())} ago`],
    ['work', status.idle ? 'nothing is open; it will end' : 'something is open'],
    ['steps done', String(status.progress)],
    ['configuration', status.configurationDirectory],
    ['configuration problem', status.configurationProblem ?? ''],
  ]);
}
