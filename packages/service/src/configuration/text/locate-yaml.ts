import { type Document, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import type { Located } from './located.js';

/** Where everything stands in a YAML document. What an alias stands for has its place where the alias is. */
export function locateYaml(document: Document): Located {
  return locate(document.contents, 0);
}

function locate(node: unknown, keyAt: number): Located {
  const valueAt = offsetOf(node) ?? keyAt;
  return { keyAt, valueAt, endAt: undefined, parts: new Map(partsOf(node, valueAt)) };
}

function partsOf(node: unknown, valueAt: number): readonly (readonly [string, Located])[] {
  if (isSeq(node)) return node.items.map((item, index) => [String(index), locate(item, offsetOf(item) ?? valueAt)] as const);
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => [keyText(key), locate(value, offsetOf(key) ?? valueAt)] as const);
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? ((node as Node).range?.[0] ?? undefined) : undefined;
}
