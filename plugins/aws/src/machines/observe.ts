import type { ObservedCompanion, ObservedMachine, ReclaimNotice } from '@hostwright/core/provider';
import { unitsOfMachine } from '../launch/units-tags.js';
import type { AwsSession } from '../session/session.js';
import { endReason } from './end-reason.js';
import type { InstanceFacts } from './facts.js';
import { MACHINE_KIND, VOLUME_KIND } from './kinds.js';
import { memoryOf } from './memory.js';
import { machineState } from './states.js';
import { factsOfTags } from './tag-facts.js';

/**
 * An instance in the contract's words. Its shard is the region: EC2 lists a region as a whole or not at all.
 * @param providerTimeMs - when EC2 told of it
 */
export function observeInstance(session: AwsSession, facts: InstanceFacts, providerTimeMs: number): ObservedMachine {
  const { id, tags, type, zone } = facts;
  const { header, group } = factsOfTags(tags);
  return {
    machineId: id,
    kind: MACHINE_KIND,
    header,
    status: { unified: machineState(facts.state), raw: facts.state },
    name: facts.privateDnsName,
    shard: session.region,
    zone,
    machineType: type,
    market: facts.lifecycle === 'spot' ? 'spot' : 'on-demand',
    units: unitsOfMachine(tags, type),
    privateIp: facts.privateIp,
    publicIp: facts.publicIp,
    createdAtMs: facts.launchedAtMs ?? providerTimeMs,
    tags,
    groupRef: group?.ref,
    reclaim: reclaimOf(session, facts, providerTimeMs),
    endReason: endReason(facts),
  };
}

/** The volumes of a live instance that will outlive it. */
export function observeLastingVolumes(session: AwsSession, facts: InstanceFacts, providerTimeMs: number): readonly ObservedCompanion[] {
  if (facts.lastingVolumes.length === 0) return [];
  const { header } = factsOfTags(facts.tags);
  return facts.lastingVolumes.map(({ id, attachedAtMs }) => ({
    companionId: id,
    kind: VOLUME_KIND,
    header,
    shard: session.region,
    createdAtMs: attachedAtMs ?? providerTimeMs,
    machineId: facts.id,
  }));
}

/**
 * What EC2 itself gives as reason when it ends or stops a spot instance.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html
 */
const SPOT_END_CODES: ReadonlySet<string> = new Set(['Server.SpotInstanceTermination', 'Server.SpotInstanceShutdown']);

function reclaimOf(session: AwsSession, { id, state, stateReason }: InstanceFacts, providerTimeMs: number): ReclaimNotice | undefined {
  const announced = memoryOf(session).notices.of(id);
  if (announced !== undefined) return announced;
  // Nobody announced it, and by now EC2 is at it: there is no time left.
  const taken = state !== 'running' && state !== 'pending' && SPOT_END_CODES.has(stateReason?.code ?? '');
  return taken ? { reason: 'spot', noticedAtMs: providerTimeMs, deadlineAtMs: providerTimeMs } : undefined;
}
