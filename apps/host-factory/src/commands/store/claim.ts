import type { Command } from 'commander';
import { openSiteStore } from '@hostwright/service';
import type { ClaimHolder, StoreClaim } from '@hostwright/store';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { isoTime } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData, printObject } from '../../cli/print.js';

interface ClaimOptions extends SiteOptions {
  readonly takeOver?: boolean;
  readonly output: OutputForm;
}

/** `store claim`. */
export function addStoreClaim(parent: Command, context: CommandContext): void {
  const command = parent
    .command('claim')
    .description('Show which host works in a shared work directory, or let this host take over. On a local disk no claim is needed.')
    .option('--take-over', 'let this host work here from now on; processes of the other host write nothing any more')
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ClaimOptions) => claim(context, options));
  withExamples(command, [
    ['store claim', 'which host works here, and since when it gave no sign of life'],
    ['store claim --take-over', 'after the other host has gone for good'],
  ]);
}

async function claim(context: CommandContext, options: ClaimOptions): Promise<void> {
  const { io } = context;
  const takes = options.takeOver === true;
  const store = await openSiteStore(await context.services(options).configuration(), { readOnly: !takes });
  try {
    if (store.claim === undefined) return printUnshared(context, options.output);
    if (takes) await store.claim.takeOver();
    printClaim(context, options.output, store.claim, await store.claim.look());
    if (takes) io.err('This host works here now. An agent of the other host ends by itself within seconds.\n');
  } finally {
    await store.close();
  }
}

function printUnshared({ io }: CommandContext, form: OutputForm): void {
  if (form !== 'table') return printData(io, form, { shared: false, holder: null });
  io.out('The work directory is on a local disk: only this host works here, and no claim is needed.\n');
}

type Look = Awaited<ReturnType<StoreClaim['look']>>;

function printClaim({ io }: CommandContext, form: OutputForm, { host }: StoreClaim, found: Look): void {
  const value = {
    shared: true,
    thisHost: host.hostId,
    holder: found === undefined ? null : toData(found.holder),
    silentForMs: found?.silentForMs ?? null,
  };
  printObject(io, form, value, [
    ['this host', host.hostId],
    ['holder', found === undefined ? 'nobody yet: the first that writes' : tellHolder(found.holder, host)],
    ['since', isoTime(found?.holder.sinceMs)],
    ['epoch', String(found?.holder.epoch ?? '')],
    ['no sign of life for', found === undefined ? '' : `${Math.round(found.silentForMs / 1000)} s`],
  ]);
}

function tellHolder({ hostId, bootId, name }: ClaimHolder, host: StoreClaim['host']): string {
  if (hostId !== host.hostId) return `${name} (${hostId})`;
  return bootId === host.bootId ? 'this host' : 'this host, before its last boot';
}

function toData({ hostId, name, epoch, sinceMs }: ClaimHolder): object {
  return { hostId, name, epoch, since: isoTime(sinceMs) };
}
