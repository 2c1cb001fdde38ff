import { judge } from '@hostwright/history';
import { describe, expect, it } from 'vitest';
import type { Line } from '../preload/lines.js';
import type { WrittenRow } from '../points/transaction.js';
import { call, commit, created, MACHINE, machineRow, sweptRow } from '../testing/lines.js';
import { type Remains, toHistory } from './history.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };

function record(table: string, value: object): WrittenRow {
  return { table, columns: { record: JSON.stringify(value) } };
}

const REQUEST = { requestId: 'req-1', callId: 'call-1', kind: 'acquire', state: 'open', reasons: [], grantedUnits: 1, desiredUnits: 1 };
const RETURN = {
  requestId: 'ret-1',
  callId: 'call-2',
  kind: 'return',
  state: 'open',
  reasons: [],
  targets: [{ machineId: 'i-1', state: 'pending' }],
};
const INTENT = { intentId: 'int-1', requestId: 'req-1', operation: 'launch', units: 1, token: 'token-1', machineIds: [] };
const ATTEMPT = { attemptId: 'att-1', intentId: 'int-1', epoch: 1, notAfterMs: 1_000, state: 'sending' };

const accepted = commit(10, 'a', 1, 'accept-request', [record('requests', REQUEST)]);
const swept: readonly Line[] = [
  call(15, 'a', 'ListResources'),
  { atMs: 16, process: 'a', line: 'call-ended', action: 'ListResources', ok: true },
  ...commit(17, 'a', 2, 'sweep', [sweptRow()]),
];
const recorded = commit(20, 'a', 3, 'launch-sending', [record('intents', INTENT), record('attempts', ATTEMPT)]);
const launched = [call(30, 'a', 'RunInstances', 'att-1'), created(50, 'a')];
const given = commit(55, 'a', 4, 'launch-answered', [
  record('attempts', { ...ATTEMPT, state: 'answered' }),
  record('intents', { ...INTENT, settlement: 'answered' }),
  machineRow(),
]);
const returned = commit(70, 'a', 5, 'accept-return', [record('requests', RETURN)]);
const ended = commit(95, 'a', 6, 'end-request', [
  machineRow(95),
  record('requests', { ...REQUEST, state: 'ended', outcome: 'fulfilled' }),
  record('requests', { ...RETURN, state: 'ended', outcome: 'fulfilled' }),
]);
const GOOD = [...accepted, ...swept, ...recorded, ...launched, ...given, ...returned, ...ended];

function remains(lines: readonly Line[], changes: Partial<Remains> = {}): Remains {
  const world = { kind: 'world', atMs: 0, deploymentId: 'd' } as const;
  return {
    lines,
    calls: [],
    machines: [MACHINE],
    objects: [],
    events: new Set(),
    requestIds: ['req-1', 'ret-1'],
    notes: [world],
    names: { list: 'ListResources', setUp: ['CreateTemplate'] },
    ...changes,
  };
}

function found(lines: readonly Line[], changes: Partial<Remains> = {}): readonly string[] {
  return judge(toHistory(remains(lines, changes))).map(({ invariant }) => invariant);
}

describe('toHistory', TAGS, () => {
  it('makes a history in which no rule is broken of a good run', () => {
    expect(judge(toHistory(remains(GOOD)))).toEqual([]);
  });

  it.each<[string, readonly Line[], Partial<Remains>, string]>([
    [
      'a call that no attempt was recorded for',
      [...accepted, ...swept, ...launched, ...recorded, ...given, ...returned, ...ended],
      {},
      'I1',
    ],
    [
      'a machine that nobody wanted ended',
      [...accepted, ...swept, ...recorded, ...launched, ...commit(55, 'a', 4, 'launch-answered', [])],
      {},
      'I8',
    ],
    ['a machine that lives on', GOOD, { machines: [{ ...MACHINE, endedAtMs: undefined, alive: true }] }, 'I4'],
    [
      'a launch of more than the intent asked for',
      [...GOOD.slice(0, -2), { atMs: 60, process: 'a', line: 'cloud-created', machineIds: ['i-2'] }, ...ended],
      { machines: [MACHINE, { ...MACHINE, id: 'i-2' }] },
      'I2',
    ],
    ['an acknowledged request that the store lost', GOOD, { requestIds: [], calls: [acknowledgement()] }, 'I3'],
  ])('shows the judge %s', (_, lines, changes, invariant) => {
    expect(found(lines, changes)).toContain(invariant);
  });

  it('asks for no attempt of a write that only prepares', () => {
    const setUp = call(19, 'a', 'CreateTemplate', 'prep-1');
    expect(found([...accepted, ...swept, setUp, ...recorded, ...launched, ...given, ...returned, ...ended])).toEqual([]);
  });

  it('leaves out what a killed process did not commit, unless the store has its events', () => {
    const cut = [
      ...GOOD,
      ...commit(99, 'b', 1, 'accept-request', [record('requests', { ...REQUEST, requestId: 'req-2', callId: 'call-9' })]).slice(0, 1),
    ];
    expect(found(cut)).toEqual([]);
    const event: WrittenRow = { table: 'events', columns: { event: '{"type":"RequestAccepted"}' } };
    const half = commit(99, 'b', 1, 'accept-request', [
      event,
      record('requests', { ...REQUEST, requestId: 'req-2', callId: 'call-9' }),
    ]).slice(0, 1);
    expect(found([...GOOD, ...half], { events: new Set(['{"type":"RequestAccepted"}']) })).toContain('I6');
  });

  it('puts a call where its sender last looked whether it may go out', () => {
    const taken = commit(35, 'b', 1, 'take-lease', [record('connections', { connection: 'cloud', holder: 'other', epoch: 2 })]);
    const late: Line = {
      atMs: 40,
      process: 'a',
      line: 'call',
      action: 'RunInstances',
      effect: 'create',
      attemptId: 'att-1',
      checkedAtMs: 30,
    };
    const lines = [...accepted, ...swept, ...recorded, ...taken, late, created(50, 'a'), ...given, ...returned, ...ended];
    expect(found(lines).filter((name) => name === 'I5')).toEqual([]);
    const blind: Line = { ...late, checkedAtMs: 38 };
    expect(found([...accepted, ...swept, ...recorded, ...taken, blind, created(50, 'a'), ...given, ...returned, ...ended])).toContain('I5');
  });
});

function acknowledgement(): Remains['calls'][number] {
  const input = { template: { templateId: 'plain', machineCount: 1 } };
  return { call: 'requestMachines', input, answer: { requestId: 'req-1' }, exitCode: 0, callId: 'call-1', startedAtMs: 5, endedAtMs: 12 };
}
