import { Command } from 'commander';
import type { CommandContext } from './cli/context.js';
import { withExamples } from './cli/options.js';
import { addAgent } from './commands/agent/agent.js';
import { addDemo } from './commands/demo/demo.js';
import { addDoctor } from './commands/doctor/doctor.js';
import { addInit } from './commands/init/init.js';
import { addMachines } from './commands/machines/machines.js';
import { addProviders } from './commands/providers/providers.js';
import { addRequests } from './commands/requests/requests.js';
import { addScripts } from './commands/scripts/scripts.js';
import { addTemplates } from './commands/templates/templates.js';

const COMMANDS = [addInit, addScripts, addTemplates, addMachines, addRequests, addProviders, addAgent, addDoctor, addDemo];

/** The whole command line for people. */
export function createProgram(context: CommandContext): Command {
  const { io, program } = context;
  const root = new Command('host-factory')
    .description('Machines from any cloud for IBM Spectrum Symphony, IBM Spectrum LSF and people.')
    .version(program.version)
    .helpCommand(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      outputError: (text, write) => write(`host-factory: ${oneLine(text.replace(/^error: /, ''))} See --help.\n`),
    });
  for (const add of COMMANDS) add(root, context);
  root.addHelpText('after', HOST_FACTORY_CALLS);
  return withExamples(root, [
    ['init /etc/hostwright --provider mock --non-interactive', 'a configuration to edit'],
    ['scripts install /opt/hostwright/scripts --dialect symphony --config /etc/hostwright', 'the scripts that Host Factory calls'],
    ['machines list --output json', 'what runs'],
  ]);
}

/** Commander puts its suggestion on a line of its own. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}

const HOST_FACTORY_CALLS = `
Host Factory's calls, as the scripts make them; each prints one JSON document and ends with 0 or 1:
  getAvailableTemplates | requestMachines | requestReturnMachines | getRequestStatus | getReturnRequests
    -f INPUT.json [--config DIR] [--dialect symphony|lsf] [--call-id ID]`;
