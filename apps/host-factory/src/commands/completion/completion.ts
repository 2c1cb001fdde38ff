import { Argument, type Command, InvalidArgumentError } from 'commander';
import { nearest } from '@hostwright/service/errors';
import type { CommandContext } from '../../cli/context.js';
import { withExamples } from '../../cli/options.js';
import { completionText, NOTHING } from './candidate.js';
import { complete } from './complete.js';
import { rememberSite } from './remembered-site.js';
import { SHELL_NAMES, type ShellName, SHELLS } from './shells/shells.js';
import { expandHome } from './shells/unquote.js';

/** `completion`, and the command that its scripts ask. */
export function addCompletion(root: Command, context: CommandContext): void {
  const command = root
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose language the script is in').choices(SHELL_NAMES).argParser(parseShell))
    .description('Print a script that lets a shell complete commands, options, and the names of templates, requests and machines.')
    .action((shell: ShellName) => context.io.out(SHELLS[shell].script));
  withExamples(command, [
    ['completion bash', 'the script for bash'],
    ['completion zsh', 'for zsh'],
    ['completion fish', 'for fish'],
  ]);
  command.addHelpText('after', installText());
  root
    .command('__complete', { hidden: true })
    .argument('<shell>')
    .argument('[words...]')
    .action((shell: ShellName, words: readonly string[]) => tellCandidates(root, { shell, words }, context));
}

interface Asked {
  readonly shell: ShellName;
  readonly words: readonly string[];
}

/** Whoever presses the tab key wants words, or nothing: no error, and no change of anything. */
async function tellCandidates(root: Command, { shell, words }: Asked, context: CommandContext): Promise<void> {
  const { io, environment, program, services } = context;
  const plain = words.map((word) => expandHome(SHELLS[shell].plain(word), environment['HOME']));
  const knownTo = (config: string | undefined) => ({
    packageDirectory: program.packageDirectory,
    site: () =>
      rememberSite(services(config === undefined ? {} : { config }).site(), { environment, programDirectory: program.packageDirectory }),
  });
  const completion = await complete(root, plain, knownTo).catch(() => NOTHING);
  io.out(completionText(completion));
}

function parseShell(name: string): ShellName {
  const shell = SHELL_NAMES.find((known) => known === name);
  if (shell !== undefined) return shell;
  const meant = nearest(name, SHELL_NAMES);
  throw new InvalidArgumentError(`It is one of ${SHELL_NAMES.join(', ')}${meant === undefined ? '.' : `; did you mean "${meant}"?`}`);
}

function installText(): string {
  const lines = Object.entries(SHELLS).flatMap(([name, { install }]) => [`  ${name}:`, ...install.map((line) => `    ${line}`)]);
  return `\nTo install it for good, for the shells that start from then on:\n${lines.join('\n')}`;
}
