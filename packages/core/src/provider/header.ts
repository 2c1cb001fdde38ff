import { fastHash } from '../domain/fast-hash.js';
import type { IntentHeader } from '../domain/intent.js';
import type { Tag } from '../domain/tag.js';

/** Tag and label keys that every cloud accepts as they are. */
export const HEADER_KEYS = {
  deploymentId: 'hostwright-deployment',
  incarnation: 'hostwright-incarnation',
  requestId: 'hostwright-request',
  intentId: 'hostwright-intent',
  sequence: 'hostwright-sequence',
  generation: 'hostwright-generation',
} as const;

/** Put by the engine on all that it launches: {@link templateTag} of its template, by which a rebuilt store finds that again. */
const TEMPLATE_KEY = 'hostwright-template';

/** Keys of tags that nobody but the engine may set. */
export const RESERVED_TAG_KEYS: readonly string[] = [...Object.values(HEADER_KEYS), TEMPLATE_KEY];

/** The tag that tells from which template something was launched: its value is a hash, because ids hold what no cloud takes in a tag. */
export function templateTag(templateId: string): Tag {
  return { key: TEMPLATE_KEY, value: fastHash(templateId) };
}

/** The tags that make a cloud object ours: put all of them into the call that creates it. */
export function tagsOfHeader(header: IntentHeader): readonly Tag[] {
  return [
    { key: HEADER_KEYS.deploymentId, value: header.deploymentId },
    { key: HEADER_KEYS.incarnation, value: header.incarnation },
    { key: HEADER_KEYS.requestId, value: header.requestId },
    { key: HEADER_KEYS.intentId, value: header.intentId },
    { key: HEADER_KEYS.sequence, value: String(header.sequence) },
    { key: HEADER_KEYS.generation, value: String(header.generation) },
  ];
}

/** Reads the header back from an object's tags; undefined when one is missing or malformed: such an object is not ours to touch. */
export function headerOfTags(tags: readonly Tag[]): IntentHeader | undefined {
  const find = (key: string): string | undefined => tags.find((tag) => tag.key === key)?.value;
  const deploymentId = parseId(find(HEADER_KEYS.deploymentId));
  const incarnation = parseId(find(HEADER_KEYS.incarnation));
  const requestId = parseId(find(HEADER_KEYS.requestId));
  const intentId = parseId(find(HEADER_KEYS.intentId));
  const sequence = parseCounter(find(HEADER_KEYS.sequence));
  const generation = parseCounter(find(HEADER_KEYS.generation));
  if (deploymentId === undefined || incarnation === undefined || requestId === undefined || intentId === undefined) return undefined;
  if (sequence === undefined || generation === undefined) return undefined;
  return { deploymentId, incarnation, requestId, intentId, sequence, generation };
}

/** The values that every cloud accepts in tags and labels: see {@link IntentHeader}. */
function parseId(text: string | undefined): string | undefined {
  return text !== undefined && /^[a-z0-9-]{1,63}$/.test(text) ? text : undefined;
}

function parseCounter(text: string | undefined): number | undefined {
  if (text === undefined || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  const counter = Number(text);
  return Number.isSafeInteger(counter) ? counter : undefined;
}
