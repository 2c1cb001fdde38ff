import type { Command } from 'commander';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { withExamples } from '../../cli/options.js';
import { EXIT } from '../../exit-codes.js';
import { makeDemoSite, setUpDemoSite, tearDownDemoSite } from './demo-site.js';
import { demoTable, isProven } from './demo-table.js';
import { runDemo } from './run-demo.js';

interface DemoOptions {
  readonly keep?: boolean;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `demo`. */
export function addDemo(root: Command, context: CommandContext): void {
  const command = root
    .command('demo')
    .description(
      'Show one request for machines from the files of Host Factory to running machines and back, on a simulated cloud, with the agent killed in between.',
    )
    .option('--keep', 'keep the folder with configuration, scripts, store and cloud')
    .action((options: DemoOptions) => demo(context, options.keep === true));
  withExitCodes(command, ['failed']);
  withExamples(command, [['demo --keep', 'and look around afterwards']]);
}

async function demo(context: CommandContext, keep: boolean): Promise<void> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new CommandError('demo-interrupted', 'The demonstration was interrupted.'));
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const site = makeDemoSite(context);
  try {
    await setUpDemoSite(context, site);
    const result = await runDemo({ io: context.io, site, signal: interrupted.signal });
    context.io.out(`\n${demoTable(result)}`);
    if (!isProven(result)) context.endWith(EXIT.failed);
  } catch (error) {
    throw interrupted.signal.aborted ? interrupted.signal.reason : error;
  } finally {
    await tearDownDemoSite(context, site, keep);
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
