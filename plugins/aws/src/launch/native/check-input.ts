import type { TemplateProblem } from '@hostwright/core/provider';
import { elementOf, membersOf, simpleKindOf, type ApiShape } from './api-shape.js';

/** What an API would not understand of a value: names it does not know and values of another kind. */
export function inputProblems(shape: ApiShape, value: unknown, path: string): readonly TemplateProblem[] {
  const members = membersOf(shape);
  if (members !== undefined) {
    if (!isRecord(value)) return [{ path, message: 'must be an object' }];
    return Object.entries(value).flatMap(([key, entry]) => {
      const member = members.get(key);
      const at = `${path}.${key}`;
      if (member === undefined) return [{ path: at, message: 'the API has no such key' }];
      return inputProblems(member, entry, at);
    });
  }
  const element = elementOf(shape);
  if (element !== undefined) {
    if (!Array.isArray(value)) return [{ path, message: 'must be a list' }];
    return value.flatMap((entry, index) => inputProblems(element, entry, `${path}[${index}]`));
  }
  const kind = simpleKindOf(shape);
  if (kind === undefined) return [{ path, message: 'this cannot be stated in a template' }];
  if (kind === 'time')
    return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? [] : [{ path, message: 'must be an ISO time' }];
  return typeof value === kind ? [] : [{ path, message: `must be a ${kind}` }];
}

/** A stored input as the SDK takes it: times are dates again. Keys that the API does not know are kept for it to refuse. */
export function reviveInput(shape: ApiShape, value: unknown): unknown {
  const members = membersOf(shape);
  if (members !== undefined && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, reviveInput(members.get(key), entry)]));
  }
  const element = elementOf(shape);
  if (element !== undefined && Array.isArray(value)) return value.map((entry) => reviveInput(element, entry));
  return simpleKindOf(shape) === 'time' && typeof value === 'string' ? new Date(value) : value;
}

/** The part of a value that an API's input can hold: answers often hold more than requests may. */
export function pruneInput(shape: ApiShape, value: unknown): unknown {
  const members = membersOf(shape);
  if (members !== undefined && isRecord(value)) {
    const kept = Object.entries(value).filter(([key, entry]) => members.has(key) && entry !== undefined && entry !== null);
    return Object.fromEntries(kept.map(([key, entry]) => [key, pruneInput(members.get(key), entry)]));
  }
  const element = elementOf(shape);
  if (element !== undefined && Array.isArray(value)) return value.map((entry) => pruneInput(element, entry));
  return value;
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
