import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addConfigNewDeployment } from './new-deployment.js';
import { addConfigSchema } from './schema.js';
import { addConfigShow } from './show.js';
import { addConfigValidate } from './validate.js';

/** `config`. */
export function addConfig(root: Command, context: CommandContext): void {
  const group = root.command('config').description('See and check the configuration.');
  addConfigShow(group, context);
  addConfigValidate(group, context);
  addConfigSchema(group, context);
  addConfigNewDeployment(group, context);
}
