import { type Finding, ok, type Patient, wrong } from '../finding.js';

/** Templates that cannot be used, each with its file. */
export function checkTemplates({ configuration }: Patient): readonly Finding[] {
  const { templates, templateProblems } = configuration;
  const problems = templateProblems.map(({ file, templateId, message }) =>
    wrong(
      'templates',
      templateId === undefined ? `${file}: ${message}` : `${file}: "${templateId}": ${message}`,
      `host-factory templates validate ${file}`,
    ),
  );
  if (templates.length === 0) return [...problems, wrong('templates', 'no template can be used', 'host-factory templates list')];
  return [ok('templates', `${templates.length} can be used`), ...problems];
}
