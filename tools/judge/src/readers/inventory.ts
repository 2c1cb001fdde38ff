import { readFileSync } from 'node:fs';
import type { Cloud, CloudCompanion, CloudMachine } from '../cloud.ts';
import { isObject, textOf, type JsonObject } from '../json.ts';

/**
 * Reads what somebody asked a cloud's own interface and wrote down: one JSON object with `machines` and `companions`, whose keys are those
 * of {@link Cloud}, `tags` as an object, and what is not known left out. States are EC2's words.
 *
 * @throws {Error} naming the entry that says too little
 */
export function readInventory(file: string): Cloud {
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(document)) throw new Error(`${file} is no inventory: { machines, companions }`);
  return {
    machines: entriesOf(document, 'machines', file).map(([entry, where]) => toMachine(entry, where)),
    companions: entriesOf(document, 'companions', file).map(([entry, where]) => toCompanion(entry, where)),
  };
}

type Entry = readonly [entry: JsonObject, where: string];

function entriesOf(document: JsonObject, key: keyof Cloud, file: string): readonly Entry[] {
  const list = document[key];
  if (!Array.isArray(list)) throw new Error(`${file} has no list "${key}"`);
  return list.map((entry: unknown, index): Entry => {
    const where = `${file}: ${key}[${index}]`;
    if (!isObject(entry)) throw new Error(`${where} is no object`);
    return [entry, where];
  });
}

function toMachine(entry: JsonObject, where: string): CloudMachine {
  return {
    id: needed(entry, 'id', where),
    name: textOf(entry['name']) ?? '',
    state: needed(entry, 'state', where),
    tags: toTags(entry['tags'], where),
    units: toNumber(entry, 'units', where) ?? 1,
    createdAtMs: toNumber(entry, 'createdAtMs', where) ?? missing('createdAtMs', where),
    terminateOrderedAtMs: toNumber(entry, 'terminateOrderedAtMs', where),
    endedAtMs: toNumber(entry, 'endedAtMs', where),
    reclaimNoticedAtMs: toNumber(entry, 'reclaimNoticedAtMs', where),
    reclaimDeadlineAtMs: toNumber(entry, 'reclaimDeadlineAtMs', where),
  };
}

function toCompanion(entry: JsonObject, where: string): CloudCompanion {
  const { kind } = entry;
  if (kind !== 'group' && kind !== 'volume') throw new Error(`${where}: kind is group or volume`);
  return { id: needed(entry, 'id', where), kind, tags: toTags(entry['tags'], where), machineId: textOf(entry['machineId']) };
}

function needed(entry: JsonObject, key: string, where: string): string {
  return textOf(entry[key]) ?? missing(key, where);
}

function missing(key: string, where: string): never {
  throw new Error(`${where} has no ${key}`);
}

function toNumber(entry: JsonObject, key: string, where: string): number | undefined {
  const value = entry[key];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new Error(`${where}: ${key} is no number`);
}

function toTags(value: unknown, where: string): ReadonlyMap<string, string> {
  if (!isObject(value)) throw new Error(`${where} has no tags`);
  return new Map(Object.entries(value).map(([key, text]) => [key, String(text)]));
}
