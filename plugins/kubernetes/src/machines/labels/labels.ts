import { createHash } from 'node:crypto';
import { HEADER_KEYS, type SweepScope, type Tag, type TemplateProblem } from '@hostwright/core/provider';

/** Names the annotations that are tags, too: the others are somebody else's. */
const TAG_ANNOTATIONS = 'hostwright-tag-annotations';

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

const HEADER: ReadonlySet<string> = new Set(Object.values(HEADER_KEYS));

/** Tags as an object's metadata carries them. */
export interface Marks {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Tags as labels, so that lists can be asked for them; what is no legal label becomes an annotation. */
export function marksOf(tags: readonly Tag[]): Marks {
  const labels = new Map<string, string>();
  const annotations = new Map<string, string>();
  for (const { key, value } of tags) {
    if (isLabelValue(value)) labels.set(key, value);
    else {
      annotations.set(key, value);
      if (HEADER.has(key)) labels.set(key, labelValueOf(value));
    }
  }
  const own = [...annotations.keys()].filter((key) => !HEADER.has(key));
  if (own.length > 0) annotations.set(TAG_ANNOTATIONS, own.join(','));
  return { labels: Object.fromEntries(labels), annotations: Object.fromEntries(annotations) };
}

/** The tags of an object: its labels, and those of its annotations that are tags. Where both have a key, the annotation is exact. */
export function tagsOf({
  labels,
  annotations,
}: {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}): readonly Tag[] {
  const tags = new Map(labels);
  const own = (annotations.get(TAG_ANNOTATIONS) ?? '').split(',');
  for (const key of [...HEADER, ...own]) {
    const value = annotations.get(key);
    if (value !== undefined) tags.set(key, value);
  }
  return [...tags].map(([key, value]) => ({ key, value }));
}

/** Why tags cannot be put on an object. */
export function tagProblems(tags: readonly Tag[]): readonly TemplateProblem[] {
  return tags
    .filter(({ key }) => !isKey(key))
    .map(({ key }) => ({
      path: 'instanceTags',
      message: `Kubernetes takes no label or annotation named '${key.slice(0, 64)}': letters, digits, '.', '_' and '-', at most 63, after an optional 'domain/'`,
    }));
}

/** Asks a list for what a sweep looks for. What it answers is looked at again. */
export function selectorOf(scope: SweepScope): string {
  const key = HEADER_KEYS.deploymentId;
  return scope.kind === 'deployment' ? `${key}=${labelValueOf(scope.deploymentId)}` : key;
}

/** Whether an object's tags lie in a sweep's scope. */
export function isInScope(tags: readonly Tag[], scope: SweepScope): boolean {
  const deployment = tags.find(({ key }) => key === HEADER_KEYS.deploymentId)?.value;
  return scope.kind === 'deployment' ? deployment === scope.deploymentId : deployment !== undefined;
}

/** The value itself where a label takes it, else what stands for it in selectors. */
function labelValueOf(value: string): string {
  return isLabelValue(value) ? value : `h${createHash('sha256').update(value).digest('hex').slice(0, 40)}h`;
}

function isLabelValue(value: string): boolean {
  return value === '' || NAME.test(value);
}

function isKey(key: string): boolean {
  const [first = '', ...rest] = key.split('/');
  return rest.length === 0 ? NAME.test(first) : rest.length === 1 && PREFIX.test(first) && NAME.test(rest[0] ?? '');
}
