import { isConfigurationError, type ConfigurationFault, type Position } from '../fault.js';
import { readDocument } from '../read/read-document.js';
import type { FileReading } from '../templates/read-template-file.js';
import { templatePath } from '../templates/template-path.js';
import type { TemplateReading } from '../templates/to-template.js';

/** What is wrong with the templates of one file, each with its place. */
export async function templateFaults(reading: FileReading): Promise<readonly ConfigurationFault[]> {
  const { file, fault, problems, readings } = reading;
  const code = 'configuration-templates';
  const whole = [...(fault === undefined ? [] : [fault]), ...problems.map((problem) => `${file}: ${problem}.`)];
  const broken = readings.filter((template) => template.problems.length > 0);
  const placeOf = broken.length === 0 ? undefined : await placesOf(file);
  return [
    ...whole.map((message): ConfigurationFault => ({ code, file: undefined, position: undefined, message })),
    ...broken.flatMap((template) =>
      template.problems.map((problem): ConfigurationFault => {
        const message = `template ${nameOf(template)}: ${problem.replace(/\.$/, '')}${problem.endsWith('?') ? '' : '.'}`;
        return { code, file, position: placeOf?.(template.place, problem), message };
      }),
    ),
  ];
}

function nameOf({ templateId, place }: TemplateReading): string {
  return templateId === undefined ? place : `"${templateId}"`;
}

type PlaceOf = (place: string, problem: string) => Position;

/** Where a problem stands: at the key that its sentence begins with, else at the template. */
async function placesOf(file: string): Promise<PlaceOf | undefined> {
  try {
    const document = await readDocument(file);
    return (place, problem) => {
      const path = /^[\w$.[\]-]+(?=:| is missing)/.exec(problem)?.[0].match(/[^.[\]]+/g) ?? [];
      return document.placeOf([...templatePath(document.value, place), ...path], 'key');
    };
  } catch (error) {
    // The file changed meanwhile: its problems are told all the same.
    if (isConfigurationError(error)) return undefined;
    throw error;
  }
}
