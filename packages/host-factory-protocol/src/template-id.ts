import type { Dialect } from './dialect.js';

const RULES: Readonly<{ [Key in Dialect]: { readonly pattern: RegExp; readonly rule: string } }> = {
  symphony: { pattern: /^[0-9A-Za-z_-]{1,64}$/, rule: 'use 1 to 64 letters, digits, "-" or "_"' },
  lsf: { pattern: /^[^_\s]+$/, rule: 'use no "_" and no white space' },
};

/**
 * What the dialect has against a template's id. Such a template is listed all the same, under its own id: a renamed one would be
 * another template to Host Factory, and one left out would vanish for good.
 *
 * @returns a sentence for people, or undefined
 */
export function templateIdProblem(templateId: string, dialect: Dialect): string | undefined {
  const { pattern, rule } = RULES[dialect];
  if (pattern.test(templateId)) return undefined;
  const product = dialect === 'symphony' ? 'Symphony' : 'LSF';
  return `templateId "${templateId}" does not suit ${product}; ${rule}. Rename the template in its file.`;
}
