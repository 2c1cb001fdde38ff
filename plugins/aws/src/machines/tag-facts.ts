import { headerOfTags, type IntentHeader, type Tag } from '@hostwright/core/provider';
import { groupOfTags, type GroupLink } from './group-of-tags.js';

/** What tags say of the machine that bears them. */
interface TagFacts {
  readonly header: IntentHeader | undefined;
  readonly group: GroupLink | undefined;
}

const known = new WeakMap<readonly Tag[], TagFacts>();

/** Read once from each list of tags: a listing gives machines that are tagged alike the same list. */
export function factsOfTags(tags: readonly Tag[]): TagFacts {
  const facts = known.get(tags) ?? { header: headerOfTags(tags), group: groupOfTags(tags) };
  known.set(tags, facts);
  return facts;
}
