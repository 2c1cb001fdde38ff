import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addOrphansAdopt } from './adopt.js';
import { addOrphansList } from './list.js';
import { addOrphansTerminate } from './terminate.js';

/** `orphans`. */
export function addOrphans(root: Command, context: CommandContext): void {
  const group = root
    .command('orphans')
    .description('Machines that carry our tags and that no request explains: they are left alone until somebody decides.');
  addOrphansList(group, context);
  addOrphansAdopt(group, context);
  addOrphansTerminate(group, context);
}
