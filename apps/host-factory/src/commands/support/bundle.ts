import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Store } from '@hostwright/core';
import { openSiteStore } from '@hostwright/service';
import { openSqliteStore } from '@hostwright/store';
import { type Site, type SiteConfiguration, STORE_FILE_NAME } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, parseLimit, parseSince, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import { chooseTarget, pack, writeNew } from './archive.js';
import { collect, type Manifest } from './collect.js';

interface BundleOptions extends SiteOptions {
  readonly logLines: number;
  readonly since: number;
  readonly output: OutputForm;
}

const DEFAULT_LOG_LINES = 2_000;
const DEFAULT_SINCE = '24h';

/** `support bundle`. */
export function addSupportBundle(parent: Command, context: CommandContext): void {
  const command = parent
    .command('bundle')
    .argument('<file>', 'file to make (.tar.gz), or the folder for one; nothing is overwritten', parseTarget)
    .description(
      'Pack what helps to find a fault: versions, what doctor finds, configuration, logs, and what the store knows. Secrets and user data ' +
        'are taken out. Works with a broken configuration or store, too. Calls no cloud.',
    )
    .addOption(
      new Option('--since <when>', 'events from then on: 90s, 30m, 12h, 7d ago, or a date')
        .argParser(parseSince)
        .default(parseSince(DEFAULT_SINCE), DEFAULT_SINCE),
    )
    .addOption(new Option('--log-lines <number>', 'last lines of each log').argParser(parseLimit).default(DEFAULT_LOG_LINES))
    .addOption(outputOption())
    .addOption(configOption())
    .action((file: string, options: BundleOptions) => makeBundle(context, file, options));
  withExamples(command, [
    ['support bundle /tmp --config /etc/hostwright', 'one with a name of its own'],
    ['support bundle /tmp/fault.tar.gz --config /etc/hostwright --since 7d', 'with the events of a week'],
  ]);
}

/** Users of `-` mean stdout; a file of that name would surprise them. */
function parseTarget(text: string): string {
  if (text !== '' && text !== '-') return text;
  throw new InvalidArgumentError('It is a file or a folder: a bundle is not written to stdout.');
}

async function makeBundle(context: CommandContext, file: string, options: BundleOptions): Promise<void> {
  const madeAtMs = context.clock.now();
  const { path, folder } = chooseTarget(file, madeAtMs);
  const found = await findSite(context, options);
  try {
    const { config, since, logLines } = options;
    const bundle = await collect({ context, options: config === undefined ? {} : { config }, ...found, sinceMs: since, logLines });
    context.io.progress(`packing ${path}`);
    writeNew(path, await pack(bundle, folder, madeAtMs));
    context.io.progress('');
    print(context, options.output, path, bundle.manifest);
  } finally {
    await found.store?.close();
  }
}

/** What of a deployment can be found. */
interface FoundSite {
  readonly site: Site | undefined;
  readonly configuration: SiteConfiguration | undefined;
  readonly store: Store | undefined;
}

async function findSite(context: CommandContext, options: BundleOptions): Promise<FoundSite> {
  const services = context.services(options);
  const site = await orNothing(() => services.site());
  const configuration = await orNothing(() => services.configuration());
  const file = site === undefined ? undefined : join(site.workDirectory, STORE_FILE_NAME);
  const store = file === undefined || !existsSync(file) ? undefined : await openStore(file, configuration);
  return { site, configuration, store };
}

/** By its file alone where the configuration does not fit or cannot be used: what must be hidden stands in the store, too. */
async function openStore(file: string, configuration: SiteConfiguration | undefined): Promise<Store | undefined> {
  const own = configuration && (await orNothing(() => openSiteStore(configuration, { readOnly: true })));
  return own ?? orNothing(() => openSqliteStore({ file, readOnly: true }));
}

/** Why something cannot be had is told by `doctor`, which is a part of the bundle. */
async function orNothing<Value>(get: () => Promise<Value> | Value): Promise<Value | undefined> {
  try {
    return await get();
  } catch {
    return undefined;
  }
}

function print({ io }: CommandContext, form: OutputForm, path: string, { files, leftOut }: Manifest): void {
  if (form !== 'table') return printData(io, form, { path, files, leftOut });
  if (io.quiet) return io.out(`${path}\n`);
  const width = Math.max(...files.map(({ name }) => name.length));
  io.out(`${printable(path)}\n`);
  for (const { name, about } of files) io.out(`  ${name.padEnd(width)}  ${printable(about)}\n`);
  io.err(`Left out: ${leftOut.map(({ what }) => printable(what)).join('; ')}.\nLook through it before you give it away.\n`);
}
