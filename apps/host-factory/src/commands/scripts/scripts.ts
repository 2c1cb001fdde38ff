import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addScriptsInstall } from './install.js';

/** `scripts`. */
export function addScripts(root: Command, context: CommandContext): void {
  const group = root.command('scripts').description('The scripts that Host Factory calls.');
  addScriptsInstall(group, context);
}
