import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { ConfigurationError } from '../fault.js';
import type { MergeOptions, MergeResult } from '../import-templates.js';
import { invalid } from '../invalid.js';
import { canonicalPath, statOf } from '../paths.js';
import { readDocument } from '../read/read-document.js';
import { entriesOfFile } from '../templates/entries-of-file.js';
import { templatePath } from '../templates/template-path.js';
import { editJson } from './edit-json.js';
import { editYaml } from './edit-yaml.js';
import { replaceFile } from './replace-file.js';

/** A change of one entry of a list of templates. */
export interface ListEdit {
  /** Index of the entry that is replaced; undefined: added at the end. */
  readonly index: number | undefined;
  readonly template: object;
}

/** See {@link import('../import-templates.js').mergeTemplates}. */
export async function mergeIntoFile({ file, templates, replace, dryRun }: MergeOptions): Promise<MergeResult> {
  refuseDanglingLink(file);
  const path = canonicalPath(file);
  const isJson = path.endsWith('.json');
  if (!isJson && !/\.ya?ml$/.test(path)) {
    throw invalid(
      'configuration-templates',
      `${file} is neither JSON nor YAML by its name. Name a file that ends with .json, .yaml or .yml.`,
    );
  }
  const document = statOf(path) === undefined ? undefined : await readDocument(path);
  const before = document?.text ?? (isJson ? '{\n  "templates": []\n}\n' : 'templates: []\n');
  const value = document?.value ?? { templates: [] };
  const { entries } = entriesOfFile(file, value);
  const indexes = new Map(entries.map(({ entry }, index) => [idOf(entry), index]));
  const edits = templates.map((template): ListEdit => ({ index: indexes.get(idOf(template)), template }));
  const known = edits.filter(({ index }) => index !== undefined);
  if (known.length > 0 && !replace) {
    throw new ConfigurationError(
      known.map(({ index, template }) => ({
        code: 'configuration-templates',
        file,
        position: document?.placeOf(templatePath(value, `templates[${index}]`), 'value'),
        message: `template "${idOf(template)}" is there already. Nothing was written; import with --replace to replace it, or rename one.`,
      })),
    );
  }
  const listPath = templatePath(value, 'templates[0]').slice(0, -1);
  const text = isJson ? editJson(before, listPath, edits) : editYaml(before, listPath, edits);
  if (!dryRun && edits.length > 0) replaceFile(path, text, document?.text);
  const idsOf = (some: readonly ListEdit[]): readonly string[] => some.map(({ template }) => idOf(template) ?? '');
  return { text, added: idsOf(edits.filter(({ index }) => index === undefined)), replaced: idsOf(known) };
}

/** To write in its place would make a file of what somebody meant to be a link. */
function refuseDanglingLink(file: string): void {
  const link = lstatSync(file, { throwIfNoEntry: false });
  if (link?.isSymbolicLink() !== true || existsSync(file)) return;
  throw invalid(
    'configuration-file-unreadable',
    `${file} is a link to ${readlinkSync(file)}, which does not exist. Nothing was written; name the file itself, or make what the link leads to.`,
  );
}

function idOf(entry: unknown): string | undefined {
  const id = typeof entry === 'object' && entry !== null ? (entry as { readonly templateId?: unknown }).templateId : undefined;
  return typeof id === 'string' ? id : undefined;
}
