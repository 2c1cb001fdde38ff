import { patientCheck } from '../check.js';
import { ok, note, wrong } from '../finding.js';
import { because, hostFactory } from '../mend.js';

/** Templates that cannot be used, each with its file. */
export const templates = patientCheck('templates', 'templates that cannot be used', (patient) => {
  const { templates: usable, templateProblems } = patient.configuration;
  const problems = templateProblems.map(({ file, templateId, message, servedFromLastGood }) => {
    const place = templateId === undefined ? file : `${file}: "${templateId}"`;
    const mend = hostFactory(patient, 'templates', 'validate', file);
    return servedFromLastGood ? note(`${place}: ${message} Served as it last was right`, mend) : wrong(`${place}: ${message}`, mend);
  });
  if (usable.length > 0) return [ok(`${usable.length} can be used`), ...problems];
  return [...problems, wrong('none can be used', because(hostFactory(patient, 'templates', 'list'), 'tells where they are looked for'))];
});
