import { readHostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import type { CommandContext, SiteOptions } from '../cli/context.js';

/** Whether a deployment is named, by an option or by Host Factory's environment. */
export function isConfigured({ environment }: CommandContext, { config }: SiteOptions): boolean {
  return config !== undefined || readHostFactoryEnvironment(environment) !== undefined;
}
