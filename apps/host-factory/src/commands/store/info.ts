import type { Command } from 'commander';
import { type StoreInfo, storeInfo } from '@hostwright/store/maintenance';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { isoTime } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printObject } from '../../cli/print.js';
import { storeFileOf } from './store-file.js';

interface InfoOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `store info`. */
export function addStoreInfo(parent: Command, context: CommandContext): void {
  const command = parent
    .command('info')
    .argument('[file]', "a backup or another store (default: this deployment's store)")
    .description('Say what a store or a backup is and holds: size, deployment, how far it goes, and whether it was restored.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((file: string | undefined, options: InfoOptions) => info(context, file, options));
  withExamples(command, [
    ['store info', 'the store of this deployment'],
    ['store info /var/backups/hostwright.db', 'what a backup holds, before it is restored'],
  ]);
}

function info(context: CommandContext, stated: string | undefined, options: InfoOptions): void {
  const found = storeInfo({ file: stated ?? storeFileOf(context, options) });
  printObject(context.io, options.output, toData(found), toFields(found));
}

function toData({ createdAtMs, backupMadeAtMs, restored, networkFileSystem, lostIncarnation, ...rest }: StoreInfo): object {
  return {
    ...rest,
    networkFileSystem: networkFileSystem ?? null,
    createdAt: isoTime(createdAtMs),
    backupMadeAt: isoTime(backupMadeAtMs) || null,
    restoredAt: isoTime(restored?.restoredAtMs) || null,
    restoredFromBackupMadeAt: isoTime(restored?.backupMadeAtMs) || null,
    lostIncarnation: lostIncarnation ?? null,
  };
}

function toFields(found: StoreInfo): readonly (readonly [string, string])[] {
  return [
    ['file', found.file],
    ['bytes', String(found.bytes)],
    ['file system', `${found.networkFileSystem ?? 'local'}, journal ${found.journalMode}`],
    ['schema', String(found.schemaVersion)],
    ['deployment', found.deploymentId],
    ['incarnation', `${found.incarnation}, since ${isoTime(found.createdAtMs)}`],
    ['last intent', String(found.lastSequence)],
    ['open requests', String(found.openRequests)],
    ['live machines', String(found.liveMachines)],
    ['archived machines', String(found.archivedMachines)],
    ['events', String(found.events)],
    ['backup made', isoTime(found.backupMadeAtMs)],
    ['restored', isoTime(found.restored?.restoredAtMs)],
    ['ended by restores', found.endedLives.map((life) => `${life.incarnation} after intent ${life.lastSequence}`).join(', ')],
    [
      'lost store',
      found.lostIncarnation === undefined
        ? ''
        : `incarnation ${found.lostIncarnation} was here before and is lost: host-factory store rebuild`,
    ],
  ];
}
