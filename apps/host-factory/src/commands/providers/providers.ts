import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addReleaseVanished } from '../orphans/release-vanished.js';
import { addProvidersCapabilities } from './capabilities.js';
import { addProvidersHealth } from './health.js';
import { addProvidersList } from './list.js';

/** `providers`. */
export function addProviders(root: Command, context: CommandContext): void {
  const group = root.command('providers').description('The clouds: which plugins are installed, and how connections do.');
  addProvidersList(group, context);
  addProvidersCapabilities(group, context);
  addProvidersHealth(group, context);
  addReleaseVanished(group, context);
}
