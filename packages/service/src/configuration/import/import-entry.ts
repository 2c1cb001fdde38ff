import { dirname, resolve } from 'node:path';
import { createInterpolation } from '../interpolate.js';
import type { DroppedKey, ImportedTemplate, TemplateFormat } from '../import-templates.js';
import { isHostFactoryError } from '@hostwright/core';
import { readBounded } from '../read-bounded.js';
import type { Variables } from '../site/types.js';
import { COMMON_KEYS } from '../templates/template-schema.js';
import { toTemplate } from '../templates/to-template.js';
import { translateOptions, withOurNames } from '../templates/vendor-template.js';
import type { ImportConnection } from './choose-connection.js';
import { withVendorNames } from './orb-names.js';

/** What one entry is translated with. */
export interface EntryContext {
  readonly place: string;
  readonly file: string;
  readonly format: TemplateFormat;
  readonly connection: ImportConnection;
  readonly environment: Variables;
}

/** Translates one template, and sees whether it can be used afterwards. Never throws for what stands in the file. */
export async function importEntry(entry: unknown, context: EntryContext): Promise<ImportedTemplate> {
  const { place, connection } = context;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return {
      place,
      templateId: undefined,
      template: undefined,
      problems: ['it is no object; write keys and values'],
      dropped: [],
      notes: [],
    };
  }
  const renamed = withCommonNames(entry, context.format);
  const templateId = idOf(renamed);
  const { common, own } = splitKeys(renamed);
  if (connection.problem !== undefined) {
    const dropped = Object.keys(own).map((key) => ({ key, reason: 'no installed provider says what it means' }));
    return { place, templateId, template: undefined, problems: [connection.problem], dropped, notes: [] };
  }
  try {
    return await translate({ common, own, templateId }, { ...context, connection });
  } catch (error) {
    const reason = isHostFactoryError(error) ? error.message : `the plugin could not read it; report this to the plugin's authors`;
    return { place, templateId, template: undefined, problems: [reason], dropped: [], notes: [] };
  }
}

type Keys = Readonly<{ [key: string]: unknown }>;

function withCommonNames(entry: object, format: TemplateFormat): Keys {
  if (format === 'hostwright') return entry as Keys;
  return withOurNames(format === 'orb' ? withVendorNames(entry) : entry) as Keys;
}

function splitKeys(entry: Keys): { readonly common: Keys; readonly own: Keys } {
  const pairs = Object.entries(entry);
  const isCommon = ([key]: readonly [string, unknown]): boolean => COMMON_KEYS.includes(key);
  return { common: Object.fromEntries(pairs.filter(isCommon)), own: Object.fromEntries(pairs.filter((pair) => !isCommon(pair))) };
}

interface Parts {
  readonly common: Keys;
  readonly own: Keys;
  readonly templateId: string | undefined;
}

interface UsableContext extends EntryContext {
  readonly connection: Exclude<ImportConnection, { readonly problem: string }>;
}

async function translate({ common, own, templateId }: Parts, context: UsableContext): Promise<ImportedTemplate> {
  const { place, file, format, connection } = context;
  const { options, dropped } = translateOwn(own, context);
  const { notes, ...script } = takeScript(common, context);
  const isForeign = format !== 'hostwright';
  const stated = { ...common, ...script.common, ...options };
  const named = connection.isNamed
    ? { ...withoutKey(stated, 'connection'), connection: connection.name }
    : withoutKey(stated, 'connection');
  const template = inOrder(isForeign ? (escaped(named) as Keys) : named);
  const read = await toTemplate(template, place, {
    file,
    siteFiles: undefined,
    connections: [connection],
    defaultConnection: connection.name,
    interpolation: createInterpolation(dirname(file), context.environment),
    folder: dirname(file),
  });
  const tags = read.ignoredKeys.map((key) => ({ key, reason: 'the cloud itself gives such tags out' }));
  return {
    place,
    templateId,
    template: read.template === undefined ? undefined : template,
    problems: read.problems,
    dropped: [...dropped, ...tags],
    notes,
  };
}

function translateOwn(
  own: Keys,
  { format, connection, file }: UsableContext,
): { readonly options: object; readonly dropped: readonly DroppedKey[] } {
  const { siteFiles } = connection.definition;
  if (format === 'hostwright') return { options: own, dropped: [] };
  if (siteFiles === undefined) {
    const reason = `provider ${connection.provider} reads no files of other systems`;
    return { options: {}, dropped: Object.keys(own).map((key) => ({ key, reason })) };
  }
  const { options, ignoredKeys } = translateOptions(siteFiles, own, file);
  return {
    options,
    dropped: ignoredKeys.map((key) => ({ key, reason: `provider ${connection.provider} has nothing that it stands for` })),
  };
}

/** A script lies beside the file that is imported: its text comes along, so that it is found wherever the template goes. */
function takeScript(common: Keys, { file, format }: EntryContext): { readonly common: Keys; readonly notes: readonly string[] } {
  const { userDataScript, ...others } = common;
  if (format === 'hostwright' || typeof userDataScript !== 'string' || others['userData'] !== undefined) return { common, notes: [] };
  const path = resolve(dirname(file), userDataScript);
  const { text } = readBounded(path);
  return {
    common: { ...others, userDataScript: undefined, userData: text },
    notes: [`userDataScript: the text of ${path} is now its userData`],
  };
}

function withoutKey(keys: Keys, name: string): Keys {
  return Object.fromEntries(Object.entries(keys).filter(([key, value]) => key !== name && value !== undefined));
}

/** Our own keys first, as people read them. */
function inOrder(keys: Keys): Keys {
  const rank = (key: string): number => (COMMON_KEYS.includes(key) ? COMMON_KEYS.indexOf(key) : COMMON_KEYS.length);
  const pairs = Object.entries(keys).toSorted(([one], [other]) => rank(one) - rank(other));
  return Object.fromEntries(pairs.map(([key, value]) => [key, NUMBERS.has(key) && isNumberText(value) ? Number(value) : value]));
}

const NUMBERS: ReadonlySet<string> = new Set(['maxNumber', 'priority']);

function isNumberText(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d+$/.test(value);
}

/** Other systems know no variables: what looks like one is meant as it stands. User data is left alone on reading. */
function escaped(value: unknown, key?: string): unknown {
  if (typeof value === 'string') return key === 'userData' ? value : value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map((entry: unknown) => escaped(entry));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, escaped(part, name)]));
}

function idOf({ templateId }: Keys): string | undefined {
  return typeof templateId === 'string' && templateId !== '' ? templateId : undefined;
}
