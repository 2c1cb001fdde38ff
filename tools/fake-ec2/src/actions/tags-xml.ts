import type { Tag } from '../cloud/tag-sets.ts';
import type { XmlValue } from '../server/xml.ts';

/** Undefined for no tags: EC2 leaves the set out. */
export function tagSetXml(tags: readonly Tag[]): XmlValue {
  return tags.length === 0 ? undefined : tags.map(({ key, value }) => ({ key, value }));
}
