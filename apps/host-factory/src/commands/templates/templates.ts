import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addTemplatesImport } from './import.js';
import { addTemplatesList } from './list.js';
import { addTemplatesShow } from './show.js';
import { addTemplatesValidate } from './validate.js';

/** `templates`. */
export function addTemplates(root: Command, context: CommandContext): void {
  const group = root.command('templates').description('See and check what may be requested.');
  addTemplatesList(group, context);
  addTemplatesShow(group, context);
  addTemplatesValidate(group, context);
  addTemplatesImport(group, context);
}
