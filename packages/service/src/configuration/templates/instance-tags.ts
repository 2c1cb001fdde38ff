import type { Tag } from '@hostwright/core';
import { RESERVED_TAG_KEYS } from '@hostwright/core/provider';
import type { CommonTemplate } from './template-schema.js';

/** What `instanceTags` came to. */
export interface ReadTags {
  readonly tags: readonly Tag[];
  readonly ignoredKeys: readonly string[];
  readonly problems: readonly string[];
}

/** Keys that the cloud itself gives out; other systems' plugins ignore them, too. */
const CLOUD_PREFIX = 'aws:';
const RESERVED: ReadonlySet<string> = new Set(RESERVED_TAG_KEYS);

/**
 * Reads tags: an object, or text like `key=value;key2=value2`, with `,` between them where there is no `;` and each part has a `=`. A key
 * given twice keeps its last value.
 */
export function readInstanceTags(stated: CommonTemplate['instanceTags']): ReadTags {
  const pairs =
    typeof stated === 'object' ? Object.entries(stated).map(([key, value]) => [key, String(value)] as const) : pairsOfText(stated ?? '');
  const tags = new Map<string, string>();
  const ignoredKeys: string[] = [];
  const problems: string[] = [];
  for (const [key, value] of pairs) {
    if (value === undefined) problems.push('instanceTags: a part has no "="; write key=value;key2=value2');
    else if (key === '') problems.push('instanceTags: a tag has no key; write key=value;key2=value2');
    else if (RESERVED.has(key)) problems.push(`instanceTags: the tag "${key}" is used by Hostwright itself; rename it`);
    else if (key.toLowerCase().startsWith(CLOUD_PREFIX)) ignoredKeys.push(`instanceTags.${key}`);
    else tags.set(key, value);
  }
  return { tags: [...tags].map(([key, value]) => ({ key, value })), ignoredKeys, problems };
}

function pairsOfText(text: string): readonly (readonly [string, string | undefined])[] {
  return partsOf(text)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const split = part.indexOf('=');
      return split < 0 ? [part.trim(), undefined] : [part.slice(0, split).trim(), part.slice(split + 1).trim()];
    });
}

function partsOf(text: string): readonly string[] {
  if (text.includes(';')) return text.split(';');
  const parts = text.split(',');
  return parts.every((part) => part.trim() === '' || part.includes('=')) ? parts : [text];
}
