import { ProviderError, type TemplateProblem } from '@hostwright/core/provider';

/** Refuses a template when there are problems, all of them in one error. */
export function refuse(problems: readonly TemplateProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  throw new ProviderError('InvalidTemplate', problems.map(({ path, message }) => `${path}: ${message}`).join('; '), {
    subject: first.path,
  });
}
