import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addSupportBundle } from './bundle.js';

/** `support`. */
export function addSupport(root: Command, context: CommandContext): void {
  const group = root.command('support').description('For those who help: what this deployment is, without its secrets.');
  addSupportBundle(group, context);
}
