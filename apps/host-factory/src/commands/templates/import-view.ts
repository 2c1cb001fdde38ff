import type { DroppedKey, ImportedFile, ImportedTemplate } from '@hostwright/service/configuration';

/** Whether nothing of a file was left out. */
export function isComplete({ problems, dropped, templates }: ImportedFile): boolean {
  return problems.length === 0 && dropped.length === 0 && templates.every(isWhole);
}

function isWhole({ template, dropped }: ImportedTemplate): boolean {
  return template !== undefined && dropped.length === 0;
}

/** What became of a file, for people. */
export function importLines(files: readonly ImportedFile[]): readonly string[] {
  return files.flatMap(({ file, format, provider, problems, dropped, templates }) => {
    const usable = templates.filter(({ template }) => template !== undefined).length;
    const as = [format, ...(provider === undefined ? [] : [`for ${provider}`])].join(' ');
    return [
      `${file} (${as}): ${usable} of ${templates.length} templates taken over`,
      ...problems.map((problem) => `problem: ${problem}`),
      ...dropped.map((key) => droppedText(key)),
      ...templates.flatMap((template) => templateLines(template, problems)),
    ];
  });
}

function templateLines(
  { templateId, place, template, problems, dropped, notes }: ImportedTemplate,
  told: readonly string[],
): readonly string[] {
  const name = templateId ?? place;
  const own = problems.filter((problem) => !told.includes(problem));
  return [
    ...(template === undefined ? [`${name}: NOT taken over`] : []),
    ...own.map((problem) => `${name}: problem: ${problem}`),
    ...dropped.map((key) => `${name}: ${droppedText(key)}`),
    ...notes.map((note) => `${name}: note: ${note}`),
  ];
}

function droppedText({ key, reason }: DroppedKey): string {
  return `left out ${key}: ${reason}`;
}

/** The same for programs; the templates themselves stand in the file. */
export function importData({ file, format, provider, problems, dropped, templates }: ImportedFile): object {
  return {
    file,
    format,
    provider: provider ?? null,
    problems,
    leftOut: dropped,
    templates: templates.map((template) => ({
      templateId: template.templateId ?? null,
      place: template.place,
      takenOver: template.template !== undefined,
      problems: template.problems,
      leftOut: template.dropped,
      notes: template.notes,
    })),
  };
}
