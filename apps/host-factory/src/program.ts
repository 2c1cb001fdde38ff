import { Command } from 'commander';
import type { CommandContext } from './cli/context.js';
import { exitCodeHelp } from './cli/exit-code-help.js';
import { withExamples } from './cli/options.js';
import { refuseSwallowedOptions, toUsageError } from './cli/usage-error.js';
import { addAdopt } from './commands/adopt/adopt.js';
import { addAgent } from './commands/agent/agent.js';
import { addAudit } from './commands/audit/audit.js';
import { addCompletion } from './commands/completion/completion.js';
import { addConfig } from './commands/config/config.js';
import { addDemo } from './commands/demo/demo.js';
import { addDoctor } from './commands/doctor/doctor.js';
import { addExplain } from './commands/explain/explain.js';
import { addInit } from './commands/init/init.js';
import { addMachines } from './commands/machines/machines.js';
import { addOrphans } from './commands/orphans/orphans.js';
import { addProviders } from './commands/providers/providers.js';
import { addRequests } from './commands/requests/requests.js';
import { addScripts } from './commands/scripts/scripts.js';
import { addStore } from './commands/store/store.js';
import { addSupport } from './commands/support/support.js';
import { addTemplates } from './commands/templates/templates.js';

const COMMANDS = [
  addInit,
  addScripts,
  addConfig,
  addTemplates,
  addMachines,
  addRequests,
  addOrphans,
  addAdopt,
  addProviders,
  addAgent,
  addStore,
  addAudit,
  addDoctor,
  addSupport,
  addExplain,
  addCompletion,
  addDemo,
];

/** Where the width of a terminal is not known. */
const DEFAULT_COLUMNS = 80;

/** The whole command line for people. */
export function createProgram(context: CommandContext): Command {
  const { io, program } = context;
  const root = new Command('host-factory')
    .description('Machines from any cloud for IBM Spectrum Symphony, IBM Spectrum LSF and people.')
    .version(program.version)
    .option('-q, --quiet', 'results only: no hints, no progress; of a table the first column alone')
    .option('--no-color', 'without colour; so does the variable NO_COLOR')
    .helpCommand(true)
    .showSuggestionAfterError(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.fail(text),
      // Told once, in our words, where the command line ends.
      outputError: () => undefined,
      getOutHelpWidth: () => io.screen?.columns ?? DEFAULT_COLUMNS,
      getErrHelpWidth: () => io.screen?.columns ?? DEFAULT_COLUMNS,
    })
    .hook('preAction', (_root, command) => {
      refuseSwallowedOptions(command);
      const { quiet, color } = root.opts<{ readonly quiet?: boolean; readonly color: boolean }>();
      io.prefer({ quiet: quiet === true, color });
    });
  for (const add of COMMANDS) add(root, context);
  finishCommands(root);
  root.addHelpText('after', HOST_FACTORY_CALLS);
  return withExamples(root, [
    ['init /etc/hostwright --provider mock --non-interactive', 'a configuration to edit'],
    ['scripts install /opt/hostwright/scripts --dialect symphony --config /etc/hostwright', 'the scripts that Host Factory calls'],
    ['machines list --output json', 'what runs'],
    ['explain store-busy', 'what an error means, and what to do'],
  ]);
}

/** Errors know their command, and each command's help says what it may end with. */
function finishCommands(command: Command): void {
  command.exitOverride((error) => {
    throw toUsageError(command, error);
  });
  if (command.commands.length === 0) command.addHelpText('after', () => exitCodeHelp(command));
  for (const child of command.commands) finishCommands(child);
}

const HOST_FACTORY_CALLS = `
Host Factory's calls, as the scripts make them; each prints one JSON document
and ends with 0 or 1:
  getAvailableTemplates | requestMachines | requestReturnMachines |
  getRequestStatus | getReturnRequests
    -f INPUT.json [--config DIR] [--dialect symphony|lsf] [--call-id ID]`;
