import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Dialect } from '@hostwright/host-factory-protocol';
import type { CommandContext } from '../../cli/context.js';
import { dryRunOption, outputOption, parseFolder, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { type InstalledScripts, installScripts } from '../../scripts/install-scripts.js';
import { LSF_TYPES } from '../../scripts/registry-entries.js';
import type { ScriptConfiguration } from '../../scripts/script-text.js';

interface InstallOptions {
  readonly dialect: Dialect;
  readonly config?: string;
  readonly name: string;
  readonly type: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly output: OutputForm;
}

/** What Host Factory allows as name of a provider instance. */
const INSTANCE_NAME = /^[0-9A-Za-z_-]{1,64}$/;

/** After this the resource manager knows of new entries. */
const ACTIVATION: Readonly<{ [Key in Dialect]: string }> = {
  symphony: 'Then restart the HostFactory service: egosh service stop HostFactory; egosh service start HostFactory.',
  lsf: 'Then restart mbatchd: badmin mbdrestart.',
};

/** `scripts install`. */
export function addScriptsInstall(parent: Command, context: CommandContext): void {
  const command = parent
    .command('install')
    .argument('<dir>', 'folder that Host Factory knows as scriptPath', parseFolder)
    .description('Write the five scripts, and entries for the list of host providers. May be repeated.')
    .addOption(new Option('--dialect <dialect>', 'who calls').choices(['symphony', 'lsf']).makeOptionMandatory())
    .option('--config <dir>', 'configuration folder that the scripts go by (default: as Host Factory says in each call)', parseFolder)
    .option('--name <instance>', 'name of the provider instance', parseInstance, 'hostwright')
    .addOption(new Option('--type <type>', "LSF's kind of provider").choices(LSF_TYPES).default('awsProv'))
    .option('--force', 'replace files that somebody else wrote')
    .addOption(dryRunOption())
    .addOption(outputOption())
    .action((directory: string, options: InstallOptions) => install(context, directory, options));
  withExamples(command, [
    ['scripts install /opt/hostwright/scripts --dialect symphony --config /etc/hostwright', 'for Spectrum Symphony'],
    ['scripts install /opt/hostwright/lsf --dialect lsf --name awsinst', 'for LSF; the configuration is where LSF says'],
    ['scripts install /opt/hostwright/scripts --dialect symphony --dry-run', 'which files that would write'],
  ]);
}

function install(context: CommandContext, directory: string, options: InstallOptions): void {
  const { programPath, nodePath } = context.program;
  const installed = installScripts({
    directory: resolve(directory),
    dialect: options.dialect,
    instance: options.name,
    lsfType: options.type,
    programPath,
    nodePath,
    configuration: boundConfiguration(context, options.config),
    force: options.force === true,
    dryRun: options.dryRun === true,
  });
  const { io } = context;
  if (options.output !== 'table') return printData(io, options.output, toJson(installed, options));
  if (io.quiet)
    return io.out(
      pathsOf(installed)
        .map((path) => `${path}\n`)
        .join(''),
    );
  io.out(toText(installed, options));
}

/** Host Factory's own folders do not count here: the scripts read them when they are called. */
function boundConfiguration(context: CommandContext, config: string | undefined): ScriptConfiguration | undefined {
  if (config === undefined) return undefined;
  const { directory, workDirectory } = context.services({ config }, {}).site();
  return { directory, workDirectory };
}

function pathsOf({ scripts, registry }: InstalledScripts): readonly string[] {
  return [...scripts, ...registry.map(({ path }) => path)];
}

function toJson({ scripts, registry }: InstalledScripts, { dryRun }: InstallOptions): object {
  return { ...(dryRun === true && { dryRun }), scripts, registry: registry.map(({ path, belongsTo }) => ({ path, belongsTo })) };
}

function toText({ scripts, registry }: InstalledScripts, { dialect, dryRun }: InstallOptions): string {
  const lines = [
    dryRun === true ? 'Scripts that would be written (dry run):' : 'Scripts:',
    ...scripts.map((path) => `  ${path}`),
    'Entries; copy each into the file of your site, or use it as that file:',
    ...registry.map(({ path, belongsTo }) => `  ${path}  ->  ${belongsTo}`),
    ACTIVATION[dialect],
  ];
  return `${lines.join('\n')}\n`;
}

function parseInstance(text: string): string {
  if (INSTANCE_NAME.test(text)) return text;
  throw new InvalidArgumentError('It is 1 to 64 letters, digits, "-" and "_".');
}
