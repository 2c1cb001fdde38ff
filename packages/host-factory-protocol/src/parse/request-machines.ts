import type { Tag } from '@hostwright/core';
import { ProtocolError } from '../protocol-error.js';
import { parseEnvironmentPairs } from './environment-pairs.js';
import { parseJsonText } from './json-text.js';
import { field, type JsonObject, objectAt, optionalText, wrongType } from './values.js';

/** Most machines of one call. A template's own maximum is at most 10,000 in Symphony; ten times that is a mistake. */
export const MAX_MACHINE_COUNT = 100_000;

/** Whole numbers from 1 to {@link MAX_MACHINE_COUNT}, as text. */
const COUNT_TEXT = /^0*(?:[1-9][0-9]{0,4}|100000)$/;

/** Input of requestMachines. */
export interface RequestMachinesInput {
  readonly templateId: string;
  /** 1 to {@link MAX_MACHINE_COUNT}. */
  readonly machineCount: number;
  /** LSF's `rc_account`; undefined when absent or empty. */
  readonly rcAccount: string | undefined;
  /** The request's user data, each name once. */
  readonly environment: readonly Tag[];
}

/**
 * Reads the input of requestMachines.
 *
 * `machineCount` may be a number or its digits as text. User data may stand under `userData` or `user_data`; where both name something,
 * `userData` wins. A `dry-run` that is switched on is refused: launching for real what was meant as a rehearsal would be worse than
 * saying no. Every other unknown key is passed over.
 *
 * @throws {ProtocolError} the input cannot be used; nothing may be launched for it
 */
export function parseRequestMachines(text: string): RequestMachinesInput {
  const root = objectAt(parseJsonText(text), '$');
  refuseDryRun(root);
  const template = field(root, 'template');
  if (template === undefined) {
    throw new ProtocolError('missing', '$.template', 'it is missing. Give it templateId and machineCount.');
  }
  const request = objectAt(template, '$.template');
  return {
    templateId: parseTemplateId(request),
    machineCount: parseCount(field(request, 'machineCount')),
    rcAccount: optionalText(root, 'rc_account', '$'),
    environment: mergeEnvironment(
      parseEnvironmentPairs(field(root, 'user_data'), '$.user_data'),
      parseEnvironmentPairs(field(root, 'userData'), '$.userData'),
    ),
  };
}

/** Adds pairs, later ones replacing earlier ones of the same name. */
export function mergeEnvironment(...lists: readonly (readonly Tag[])[]): readonly Tag[] {
  const byName = new Map(lists.flat().map((pair) => [pair.key, pair]));
  return [...byName.values()];
}

function refuseDryRun(root: JsonObject): void {
  const value = field(root, 'dry-run');
  if (value === undefined || value === false || value === 0 || value === '' || value === 'false') return;
  throw new ProtocolError(
    'not-supported',
    '$.dry-run',
    'a rehearsal is not supported, and nothing was launched. Leave the key out, or check templates with "templates validate".',
  );
}

function parseTemplateId(template: JsonObject): string {
  const templateId = optionalText(template, 'templateId', '$.template');
  if (templateId !== undefined) return templateId;
  throw new ProtocolError('missing', '$.template.templateId', 'it is missing or empty. Name one of the available templates.');
}

function parseCount(value: unknown): number {
  const path = '$.template.machineCount';
  if (value === undefined) throw new ProtocolError('missing', path, 'it is missing. Say how many machines are wanted.');
  if (typeof value !== 'number' && typeof value !== 'string') {
    throw wrongType(value, path, `a whole number from 1 to ${MAX_MACHINE_COUNT} is needed`);
  }
  if (typeof value === 'string' && COUNT_TEXT.test(value)) return Number(value);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_MACHINE_COUNT) return value;
  const found = typeof value === 'number' ? `found ${value}` : 'found text that is no such number';
  throw new ProtocolError('out-of-range', path, `${found}, but a whole number from 1 to ${MAX_MACHINE_COUNT} is needed.`);
}
