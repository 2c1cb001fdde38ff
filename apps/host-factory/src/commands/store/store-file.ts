import { join } from 'node:path';
import { STORE_FILE_NAME } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';

/** The store's file of a deployment. Reads no configuration: a store can be saved whose configuration is broken. */
export function storeFileOf(context: CommandContext, options: SiteOptions): string {
  return join(context.services(options).site().workDirectory, STORE_FILE_NAME);
}
