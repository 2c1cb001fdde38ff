import type { FileReading } from './read-template-file.js';

/**
 * Of several templates with one id, over all files, the first is served; each other one gets a problem that names both places. None at
 * all would make Host Factory forget the id.
 */
export function refuseDuplicates(files: readonly FileReading[]): readonly FileReading[] {
  const served = new Map<string, string>();
  return files.map((file) => ({
    ...file,
    readings: file.readings.map((reading) => {
      const { templateId, place } = reading;
      const first = templateId === undefined ? undefined : served.get(templateId);
      const here = `${place} of ${file.file}`;
      if (templateId !== undefined && reading.template !== undefined && first === undefined) served.set(templateId, here);
      if (first === undefined) return reading;
      const problem = `templateId: "${templateId}" is used twice, by ${first}, which is served, and by ${here}; rename one of them`;
      return { ...reading, template: undefined, problems: [...reading.problems, problem], isFault: false };
    }),
  }));
}
