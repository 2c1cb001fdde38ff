import type { Template } from '@hostwright/core';
import type { TemplateFile } from '../snapshot/snapshot.js';
import type { TemplateFileProblem } from '../types.js';
import type { LastGood } from './last-good.js';
import type { FileReading } from './read-template-file.js';
import type { TemplateReading } from './to-template.js';

/** Turns what was read into what is served: where something could not be read just now, the templates as they last were right. */
export function toTemplateFiles(files: readonly FileReading[], lastGood: LastGood): readonly TemplateFile[] {
  const taken = new Set(files.flatMap(({ readings }) => readings.flatMap(({ template }) => template?.templateId ?? [])));
  const claim = (templates: readonly Template[]): readonly Template[] =>
    templates.filter(({ templateId }) => !taken.has(templateId) && taken.add(templateId));
  return files.map((reading) =>
    reading.fault === undefined ? readFile(reading, lastGood, claim) : faultyFile(reading, reading.fault, lastGood, claim),
  );
}

/** Whether something could not be read that may be readable in a moment. */
export function hasFault(files: readonly FileReading[]): boolean {
  return files.some((file) => file.fault !== undefined || file.readings.some((reading) => reading.isFault));
}

type Claim = (templates: readonly Template[]) => readonly Template[];

function faultyFile({ file }: FileReading, fault: string, lastGood: LastGood, claim: Claim): TemplateFile {
  const templates = claim(lastGood(file));
  const problem = { file, templateId: undefined, message: fault, servedFromLastGood: templates.length > 0 };
  return { file, templates, problems: [problem], ignoredKeys: [] };
}

function readFile({ file, readings, problems, ignoredKeys }: FileReading, lastGood: LastGood, claim: Claim): TemplateFile {
  const good = readings.map((reading) => serve(reading, file, lastGood, claim));
  return {
    file,
    templates: good.flatMap(({ template }) => template ?? []),
    problems: [
      ...problems.map((message) => ({ file, templateId: undefined, message, servedFromLastGood: false })),
      ...good.flatMap((entry) => entry.problems),
    ],
    ignoredKeys: [
      ...ignoredKeys.map((key) => ({ file, templateId: undefined, key })),
      ...readings.flatMap(({ templateId, ignoredKeys: keys }) => keys.map((key) => ({ file, templateId, key }))),
    ],
  };
}

interface Served {
  readonly template: Template | undefined;
  readonly problems: readonly TemplateFileProblem[];
}

function serve(reading: TemplateReading, file: string, lastGood: LastGood, claim: Claim): Served {
  const { templateId, place, isFault, problems } = reading;
  const [old] = isFault ? claim(lastGood(file).filter((known) => known.templateId === templateId)) : [];
  const where = templateId === undefined ? `${place}: ` : '';
  return {
    template: reading.template ?? old,
    problems: problems.map((message) => ({ file, templateId, message: `${where}${message}`, servedFromLastGood: old !== undefined })),
  };
}
