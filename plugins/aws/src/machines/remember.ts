import type { LaunchResult } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { InstanceFacts } from './facts.js';
import { GROUP_KINDS } from './kinds.js';
import { memoryOf } from './memory.js';
import { factsOfTags } from './tag-facts.js';

/** Keeps in mind where an instance is and what made it. */
export function rememberInstance(session: AwsSession, facts: Pick<InstanceFacts, 'id' | 'state' | 'zone' | 'tags'>): void {
  const memory = memoryOf(session);
  if (facts.state === 'terminated') {
    // A volume of it may be left; one that this process never saw alive left it to somebody else's listing.
    if (memory.placeOf(facts.id) !== undefined) memory.machinesEnded = true;
    memory.forgetMachine(facts.id);
    return;
  }
  const { group } = factsOfTags(facts.tags);
  if (group !== undefined) memory.rememberGroup(group);
  memory.rememberMachine(facts.id, { zone: facts.zone, group });
}

/** The same of what a launch answered. */
export function rememberLaunched(session: AwsSession, { machines, group }: LaunchResult): void {
  for (const { machineId: id, status, zone, tags } of machines) rememberInstance(session, { id, state: status.raw, zone, tags });
  const kind = GROUP_KINDS.find((known) => known === group?.kind);
  if (group !== undefined && kind !== undefined) memoryOf(session).rememberGroup({ ref: group.groupRef, kind });
}
