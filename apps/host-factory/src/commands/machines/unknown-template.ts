import type { ShapedTemplate } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import { didYouMean } from '../../cli/suggest.js';
import { told } from '../../cli/told.js';

/** The refusal of a template id that nobody knows. */
export function unknownTemplate(templateId: string, templates: readonly ShapedTemplate[]): CommandError {
  const known = templates.map(({ template }) => template.templateId);
  return new CommandError(
    'template-unknown',
    `There is no template ${told(templateId)} that can be used${didYouMean(templateId, known) || '.'} See "host-factory templates list".`,
  );
}
