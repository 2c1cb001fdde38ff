import { headerOfTags, type ObservedGroup } from '@hostwright/core/provider';
import type { Namespaces } from '../../session/namespaces.js';
import { tagsOf } from '../labels/labels.js';
import { shardOf } from '../shards.js';
import { listOf, numberOf, objectOf, textOf, textsOf, timeOf } from '../wire/read.js';
import type { GroupKind } from '../kinds.js';
import { groupRefOf } from './group-kinds.js';

/** An object that stands behind pods, as a group; undefined for what has no name. */
export function observeGroup(namespaces: Namespaces, kind: GroupKind, value: unknown): ObservedGroup | undefined {
  const object = objectOf(value);
  const metadata = objectOf(object['metadata']);
  const spec = objectOf(object['spec']);
  const [namespace, name] = [textOf(metadata['namespace']), textOf(metadata['name'])];
  if (namespace === undefined || name === undefined) return undefined;
  const tags = tagsOf({ labels: textsOf(metadata['labels']), annotations: textsOf(metadata['annotations']) });
  return {
    groupRef: groupRefOf({ namespace, kind, name }),
    kind,
    header: headerOfTags(tags),
    shard: shardOf(namespaces, namespace),
    state:
      textOf(metadata['deletionTimestamp']) === undefined
        ? { unified: 'active', raw: stateOf(object) }
        : { unified: 'deleting', raw: 'Terminating' },
    createdAtMs: timeOf(metadata['creationTimestamp']) ?? 0,
    // A Job fills each place once and keeps no target.
    targetUnits: kind === 'job' ? undefined : numberOf(spec['replicas']),
  };
}

/** The last of its conditions that holds: `Complete`, `Failed`, `Available`. */
function stateOf(object: ReturnType<typeof objectOf>): string {
  const held = listOf(objectOf(object['status'])['conditions'])
    .map(objectOf)
    .filter((condition) => condition['status'] === 'True');
  return textOf(held.at(-1)?.['type']) ?? 'Active';
}
