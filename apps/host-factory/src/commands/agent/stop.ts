import type { Command } from 'commander';
import { findAgent, stopAgent } from '@hostwright/service/agent';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, timeoutOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { pausedAgent, tellPaused } from './paused-agent.js';

interface StopOptions extends SiteOptions {
  readonly timeout: number;
  readonly output: OutputForm;
}

const DEFAULT_TIMEOUT_SECONDS = 60;

/** `agent stop`. */
export function addAgentStop(parent: Command, context: CommandContext): void {
  const command = parent
    .command('stop')
    .description(
      'Let the agent finish what it is sending, and end it. Requests stay open; the next call starts an agent again. May be repeated.',
    )
    .addOption(timeoutOption(DEFAULT_TIMEOUT_SECONDS))
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: StopOptions) => stop(context, options));
  withExamples(command, [['agent stop --timeout 10', 'before an upgrade']]);
}

async function stop(context: CommandContext, options: StopOptions): Promise<void> {
  const { environment, io } = context;
  const site = context.services(options).site();
  const paused = pausedAgent({ site, environment });
  if (paused !== undefined) throw new CommandError('agent-still-running', tellPaused(paused));
  const finding = await findAgent({ site, environment });
  const status = finding.kind === 'running' ? finding.status : undefined;
  if (status !== undefined) io.progress(`waiting for process ${status.pid} to finish what it is sending`);
  const stopped = await stopAgent({ site, environment, timeoutMs: options.timeout * 1000 });
  if (!stopped) {
    throw new CommandError(
      'agent-still-running',
      `The agent has not ended within ${options.timeout} s. Try again${status === undefined ? '' : `, or end process ${status.pid} on ${status.host}: nothing is lost`}.`,
    );
  }
  if (options.output !== 'table') return printData(io, options.output, { stopped: status !== undefined, pid: status?.pid ?? null });
  io.out(
    status === undefined
      ? 'No agent runs.\n'
      : `The agent (process ${status.pid}${finding.kind === 'running' && finding.userId !== undefined ? ` of user id ${finding.userId}` : ''}) has ended.\n`,
  );
}
