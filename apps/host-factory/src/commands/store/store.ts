import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addStoreBackup } from './backup.js';
import { addStoreClaim } from './claim.js';
import { addStoreInfo } from './info.js';
import { addStoreRebuild } from './rebuild.js';
import { addStoreRestore } from './restore.js';
import { addStoreVerify } from './verify.js';

/** `store`. */
export function addStore(root: Command, context: CommandContext): void {
  const group = root.command('store').description('The store of a deployment: back it up, check it, bring it back.');
  addStoreInfo(group, context);
  addStoreBackup(group, context);
  addStoreVerify(group, context);
  addStoreRestore(group, context);
  addStoreRebuild(group, context);
  addStoreClaim(group, context);
}
