import type { LaunchResult } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { testSession } from '../session/testing/test-session.js';
import type { InstanceFacts } from './facts.js';
import { readInstances } from './lean/read-instances.js';
import { memoryOf } from './memory.js';
import { observeInstance } from './observe.js';
import { createMachines } from './machines.js';
import { rememberInstance, rememberLaunched } from './remember.js';
import { describeInstancesXml } from './testing/instances-xml.js';
import { headerTags, machine } from './testing/wire-ec2.js';

const NOTHING: LaunchResult = { machines: [], group: undefined, pendingUnits: 0, shortfall: [] };

function factsOf(id: string, state = 'running', tagged: Readonly<Record<string, string>> = headerTags()): InstanceFacts {
  const body = describeInstancesXml([{ ownerId: '123456789012', instances: [machine(id, { state, tagged })] }]);
  const [facts] = readInstances(body).instances;
  if (facts === undefined) throw new Error('the reader shows no instance');
  return facts;
}

describe('what is remembered of machines', { tags: ['aws.calls', 'contract'] }, () => {
  it('is where those are that a launch named, so that their end takes no question', () => {
    const { session } = testSession('http://127.0.0.1:9');
    rememberLaunched(session, { ...NOTHING, machines: [observeInstance(session, factsOf('i-1', 'pending'), 0)] });
    expect(memoryOf(session).placeOf('i-1')).toEqual({ zone: 'us-east-1a', group: undefined });
  });

  it('is the group that a launch made, although it has no machine yet', () => {
    const { session } = testSession('http://127.0.0.1:9');
    const state = { unified: 'creating', raw: 'submitted' } as const;
    const group = { groupRef: 'fleet-1', kind: 'fleet', header: undefined, shard: 'us-east-1', state, createdAtMs: 0, targetUnits: 1 };
    rememberLaunched(session, { ...NOTHING, group, pendingUnits: 1 });
    expect(memoryOf(session).groupsOf('fleet')).toEqual(['fleet-1']);
  });

  it('is the group that the tags of a live machine name', () => {
    const { session } = testSession('http://127.0.0.1:9');
    rememberInstance(session, factsOf('i-1', 'running', { ...headerTags(), 'aws:autoscaling:groupName': 'hostwright-t1' }));
    expect(memoryOf(session).placeOf('i-1')?.group).toEqual({ ref: 'hostwright-t1', kind: 'auto-scaling-group', refills: true });
    expect(memoryOf(session).groupsOf('auto-scaling-group')).toEqual(['hostwright-t1']);
  });

  it('is nothing of machines that ended, nor of what is left of their groups', () => {
    const { session } = testSession('http://127.0.0.1:9');
    rememberInstance(session, factsOf('i-1'));
    rememberInstance(session, factsOf('i-1', 'terminated', { ...headerTags(), 'aws:autoscaling:groupName': 'hostwright-t1' }));
    const memory = memoryOf(session);
    expect([memory.placeOf('i-1'), memory.groupsOf('auto-scaling-group'), memory.machinesEnded]).toEqual([undefined, [], true]);
  });
});

describe('the machines of a connection', { tags: ['aws.reclaim', 'contract'] }, () => {
  it('have a feed where a queue of events is configured, and only there', () => {
    const withQueue = { eventQueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/events' };
    expect('feed' in createMachines(testSession('http://127.0.0.1:9').session)).toBe(false);
    expect('feed' in createMachines(testSession('http://127.0.0.1:9', withQueue).session)).toBe(true);
  });
});
