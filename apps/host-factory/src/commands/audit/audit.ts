import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addAuditList } from './list.js';
import { addAuditVerify } from './verify.js';

/** `audit`. */
export function addAudit(root: Command, context: CommandContext): void {
  const group = root.command('audit').description('See what happened, in order, and whether the log of it was changed.');
  addAuditList(group, context);
  addAuditVerify(group, context);
}
