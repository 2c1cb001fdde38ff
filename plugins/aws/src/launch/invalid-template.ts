import { ProviderError, type TemplateProblem } from '@hostwright/core/provider';

/** Refuses a template before anything is sent. */
export function invalidTemplate(path: string, message: string, code?: string): ProviderError {
  return new ProviderError('InvalidTemplate', `${path}: ${message}`, { subject: path, ...(code === undefined ? {} : { code }) });
}

/** Several problems as one error that names them all. */
export function invalidTemplateOf(problems: readonly TemplateProblem[]): ProviderError {
  const [first] = problems;
  const message = problems.map(({ path, message: text }) => `${path}: ${text}`).join('; ');
  return new ProviderError('InvalidTemplate', message, first === undefined ? {} : { subject: first.path });
}

/** Refuses a template when there are problems. */
export function refuse(problems: readonly TemplateProblem[]): void {
  if (problems.length > 0) throw invalidTemplateOf(problems);
}
