import { isHostFactoryError, type Template } from '@hostwright/core';
import { z } from 'zod';
import { checkWithPlugin } from '../read/check-with-plugin.js';
import { tellIssues, tellPath } from '../read/tell-issues.js';
import { unsafeKeyProblem } from '../read/unsafe.js';
import { readAttributes } from './attributes.js';
import { readInstanceTags } from './instance-tags.js';
import type { TemplateConnection, TemplateContext } from './template-context.js';
import { COMMON_KEYS, commonTemplateSchema } from './template-schema.js';
import { readUserData } from './user-data.js';
import { translateOptions, withOurNames } from './vendor-template.js';

/** What one entry of a template file came to. */
export interface TemplateReading {
  /** Undefined where the entry has none that is text. */
  readonly templateId: string | undefined;
  /** Where it stands in its file: `templates[3]`. */
  readonly place: string;
  /** Undefined when it cannot be used. */
  readonly template: Template | undefined;
  readonly problems: readonly string[];
  /** It cannot be used now because something could not be read, which may be over in a moment. */
  readonly isFault: boolean;
  readonly ignoredKeys: readonly string[];
}

/** Reads one template. Never throws: whatever is wrong with it is told, all of it at once. */
export async function toTemplate(entry: unknown, place: string, context: TemplateContext): Promise<TemplateReading> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return refused(place, undefined, ['it is no object; write keys and values']);
  }
  const named = context.siteFiles === undefined ? entry : withOurNames(entry);
  const templateId = idOf(named);
  const unsafe = unsafeKeyProblem(named);
  if (unsafe !== undefined) return refused(place, templateId, [unsafe]);
  try {
    const problems: string[] = [];
    const filled = fillVariables(named, context, problems);
    if (problems.length > 0) return refused(place, templateId, problems);
    return await readSafe({ entry: filled, place, templateId, context });
  } catch (error) {
    if (isHostFactoryError(error)) return refused(place, templateId, [error.message]);
    const reason = error instanceof Error ? error.name : 'unknown error';
    return refused(place, templateId, [`the plugin could not read it (${reason}); report this to the plugin's authors`]);
  }
}

interface Input {
  readonly entry: object;
  readonly place: string;
  readonly templateId: string | undefined;
  readonly context: TemplateContext;
}

async function readSafe({ entry, place, templateId, context }: Input): Promise<TemplateReading> {
  const { common, own } = splitKeys(entry);
  const parsed = commonTemplateSchema.safeParse(common);
  const commonProblems = parsed.success ? [] : tellIssues(parsed.error.issues, { value: common, jsonSchema: COMMON_JSON_SCHEMA });
  const { connection, problem } = chooseConnection(common, context);
  if (problem !== undefined) return refused(place, templateId, [...commonProblems, problem]);
  if ('error' in connection) {
    return refused(place, templateId, [
      ...commonProblems,
      `its connection "${connection.name}" cannot be used: ${connection.error.message}`,
    ]);
  }
  const translated =
    context.siteFiles === undefined ? { options: own, ignoredKeys: [] } : translateOptions(context.siteFiles, own, context.file);
  const checked = await checkWithPlugin({
    schema: connection.definition.templateSchema,
    value: translated.options,
    where: '',
    siblings: COMMON_KEYS,
  });
  const options = checked.problems === undefined ? asPlainData(checked.value) : undefined;
  const optionProblems = checked.problems ?? (options === undefined ? [NO_PLAIN_DATA] : []);
  const attributes = readAttributes(parsed.data?.attributes);
  const tags = readInstanceTags(parsed.data?.instanceTags);
  const userData = readUserData(parsed.data ?? {}, context.folder, context.recorder);
  const otherProblems = [...commonProblems, ...attributes.problems, ...tags.problems, ...optionProblems];
  const problems = userData.kind === 'ok' ? otherProblems : [...otherProblems, userData.message];
  const ignoredKeys = [...translated.ignoredKeys, ...tags.ignoredKeys];
  if (!parsed.success || options === undefined || userData.kind !== 'ok' || problems.length > 0) {
    const isFault = userData.kind === 'fault' && otherProblems.length === 0;
    return { templateId, place, template: undefined, problems, isFault, ignoredKeys };
  }
  const { maxNumber, priority } = parsed.data;
  const template: Template = {
    templateId: parsed.data.templateId,
    connection: connection.name,
    maxNumber: Number(maxNumber),
    priority: Number(priority ?? 0),
    attributes: attributes.attributes,
    tags: tags.tags,
    userData: userData.text,
    options: options.value,
  };
  return { templateId, place, template, problems: [], isFault: false, ignoredKeys };
}

const COMMON_JSON_SCHEMA = z.toJSONSchema(commonTemplateSchema, { io: 'input' });
const NO_PLAIN_DATA = "the plugin's schema made something of it that is no plain data; report this to the plugin's authors";
const KEPT_AS_IS: ReadonlySet<string> = new Set(['userData']);

/** User data often has `${...}` of its own; another system's files are read as they are. */
function fillVariables(entry: object, { siteFiles, interpolation }: TemplateContext, problems: string[]): object {
  if (siteFiles !== undefined) return entry;
  const fill = (key: string, value: unknown): unknown =>
    interpolation.deep(value, [key], ({ path, message }) => problems.push(`${tellPath(path, '')}: ${message}`));
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, KEPT_AS_IS.has(key) ? value : fill(key, value)]));
}

function splitKeys(entry: object): { readonly common: object; readonly own: object } {
  const isCommon = ([key]: readonly [string, unknown]): boolean => COMMON_KEYS.includes(key);
  const entries = Object.entries(entry);
  return { common: Object.fromEntries(entries.filter(isCommon)), own: Object.fromEntries(entries.filter((pair) => !isCommon(pair))) };
}

type ChosenConnection =
  | { readonly connection: TemplateConnection; readonly problem?: undefined }
  | { readonly connection?: undefined; readonly problem: string };

function chooseConnection(
  common: { readonly connection?: unknown },
  { connections, defaultConnection }: TemplateContext,
): ChosenConnection {
  const stated = typeof common.connection === 'string' ? common.connection : defaultConnection;
  const names = connections.map(({ name }) => name).join(', ');
  if (stated === undefined) return { problem: `connection: it is missing; name one of ${names}` };
  const connection = connections.find(({ name }) => name === stated);
  return connection === undefined ? { problem: `connection: there is no connection "${stated}"; name one of ${names}` } : { connection };
}

/** What crosses the contract and goes into the store is plain data: the same whether it was just validated or kept as JSON since. */
function asPlainData(value: unknown): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(JSON.stringify(value)) as unknown };
  } catch {
    return undefined;
  }
}

function idOf(entry: object): string | undefined {
  const { templateId } = entry as { readonly templateId?: unknown };
  return typeof templateId === 'string' && templateId !== '' ? templateId : undefined;
}

function refused(place: string, templateId: string | undefined, problems: readonly string[]): TemplateReading {
  return { templateId, place, template: undefined, problems, isFault: false, ignoredKeys: [] };
}
