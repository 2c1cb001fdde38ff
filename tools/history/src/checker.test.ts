import { describe, expect, it } from 'vitest';
import { judge, RULES } from './checker.js';
import type { Fact, StoreIntentFact, StoreMachineFact, StoreRequestFact } from './fact.js';
import { readFacts, writeFacts } from './jsonl.js';

const world: Fact = {
  kind: 'world',
  atMs: 0,
  deploymentId: 'dep',
  replayHorizonMs: 1_000,
  visibilityHorizonMs: 100,
  transportDeadlineMs: 100,
  settleWithinMs: 1_000,
};

function request(more: Partial<StoreRequestFact> = {}): StoreRequestFact {
  return {
    kind: 'store-request',
    atMs: 1,
    requestId: 'req',
    callId: 'call',
    what: 'acquire',
    templateId: 'plain',
    state: 'open',
    outcome: undefined,
    reasons: '[]',
    grantedUnits: 1,
    desiredUnits: 1,
    unpolled: false,
    rejected: false,
    targets: [],
    ...more,
  };
}

function intent(more: Partial<StoreIntentFact> = {}): StoreIntentFact {
  return {
    kind: 'store-intent',
    atMs: 2,
    intentId: 'int',
    requestId: 'req',
    operation: 'launch',
    units: 1,
    token: 'token',
    document: undefined,
    machineIds: [],
    settlement: undefined,
    firstSentAtMs: undefined,
    lastNotAfterMs: undefined,
    ...more,
  };
}

function machine(more: Partial<StoreMachineFact> = {}): StoreMachineFact {
  return {
    kind: 'store-machine',
    atMs: 4,
    machineId: 'i-1',
    connection: 'mock',
    requestId: 'req',
    intentId: 'int',
    units: 1,
    createdAtMs: 3,
    delivered: true,
    surplus: undefined,
    returnRequestId: undefined,
    orphan: false,
    goneAtMs: undefined,
    ...more,
  };
}

function launched(machineId = 'i-1', token = 'token'): Fact {
  return {
    kind: 'cloud-machine',
    atMs: 3,
    machineId,
    deploymentId: 'dep',
    requestId: 'req',
    intentId: 'int',
    units: 1,
    createdAtMs: 3,
    token,
    origin: 'order',
  };
}

const attempt: Fact = {
  kind: 'store-attempt',
  atMs: 2,
  attemptId: 'att',
  intentId: 'int',
  epoch: 1,
  notAfterMs: 50,
  state: 'sending',
  errorClass: undefined,
};
const held: Fact = { kind: 'store-connection', atMs: 1, connection: 'mock', holder: 'a', epoch: 1, halted: undefined };
const ready: Fact = { kind: 'call-ready', atMs: 3, process: 'a', action: 'RunInstances', effect: 'create', attemptId: 'att' };
const listed: Fact = { kind: 'listed', atMs: 1, process: 'a' };
const end: Fact = { kind: 'end', atMs: 100 };

function handedOver(document: string): Fact {
  return { kind: 'handed-over', atMs: 3, process: 'a', token: 'token', part: 0, document };
}

function broken(...facts: readonly Fact[]): readonly string[] {
  return [...new Set(judge([world, ...facts]).map((violation) => violation.invariant))];
}

describe('a history in which all is well', { tags: ['proof.history-checker', 'simulated'] }, () => {
  it('breaks nothing', () => {
    expect(
      broken(
        held,
        listed,
        request(),
        intent(),
        attempt,
        ready,
        launched(),
        machine(),
        intent({ settlement: 'observed', atMs: 900, lastNotAfterMs: 50 }),
        request({ state: 'ended', outcome: 'fulfilled' }),
        end,
      ),
    ).toEqual([]);
  });
});

describe('a history is not blamed', { tags: ['proof.history-checker', 'simulated'] }, () => {
  it('for what another connection of the deployment is in', () => {
    const other: Fact = { ...held, connection: 'other', epoch: 7, halted: 'store-is-old' };
    const looked: Fact = { ...listed, connection: 'mock' };
    expect(broken(held, other, looked, request(), intent({ connection: 'mock' }), attempt, ready)).toEqual([]);
  });

  it('for a poll that comes after the cancellation of what nobody had polled', () => {
    const cancelling = request({ state: 'cancelling', desiredUnits: 0, unpolled: true });
    expect(broken(request(), cancelling, { ...cancelling, unpolled: false }, machine({ surplus: 'cancelled' }))).toEqual([]);
  });

  it('for an attempt that is written down beyond the replay horizon, and never sent', () => {
    expect(broken(request(), intent({ firstSentAtMs: 1 }), { ...attempt, atMs: 2_000 })).toEqual([]);
  });

  it('for calling a machine surplus that its holder gave back', () => {
    expect(broken(request(), machine({ returnRequestId: 'ret' }), machine({ returnRequestId: 'ret', surplus: 'boot-timeout' }))).toEqual(
      [],
    );
  });
});

describe('a history that breaks an invariant is told which', { tags: ['proof.history-checker', 'simulated'] }, () => {
  const cases: readonly (readonly [string, string, readonly Fact[]])[] = [
    ['I1', 'a machine of an intent that nobody committed', [launched()]],
    ['I1', 'a call without an attempt', [held, listed, request(), intent(), ready]],
    ['I1', 'a launch before the first listing', [held, request(), intent(), attempt, ready]],
    [
      'I1',
      'a launch where only another connection was listed',
      [held, { ...listed, connection: 'other' }, request(), intent({ connection: 'mock' }), attempt, ready],
    ],
    ['I1', 'a launch on a halted connection', [{ ...held, halted: 'store-is-old' }, listed, request(), intent(), attempt, ready]],
    ['I2', 'a second machine for an intent of one', [request(), intent(), launched('i-1'), launched('i-2')]],
    ['I2', 'another token than the intent’s', [request(), intent(), launched('i-1', 'other')]],
    ['I2', 'a document that changes', [request(), intent({ document: 'a' }), intent({ document: 'b' })]],
    ['I2', 'a document that is another at the second attempt', [handedOver('a'), handedOver('b')]],
    ['I2', 'a document that is not the stored one', [request(), intent({ document: 'a' }), handedOver('b')]],
    ['I2', 'a replay with other parameters', [{ kind: 'mismatch', atMs: 3, token: 'token' }]],
    ['I2', 'a replay beyond its horizon', [held, listed, request(), intent({ firstSentAtMs: 1 }), attempt, { ...ready, atMs: 2_000 }]],
    ['I3', 'an acknowledgement of what is not committed', [{ kind: 'acknowledged', atMs: 1, callId: 'call', requestId: 'req' }]],
    ['I3', 'two requests of one call', [request(), request({ requestId: 'req-2' })]],
    [
      'I3',
      'an acknowledged request that is lost',
      [request(), { kind: 'acknowledged', atMs: 1, callId: 'call', requestId: 'req' }, { kind: 'store-holds', atMs: 9, requestIds: [] }],
    ],
    ['I4', 'a machine given up while it lives', [request(), intent(), launched(), machine(), machine({ goneAtMs: 9 })]],
    ['I4', 'a holder who is told so', [request(), intent(), launched(), { kind: 'told-gone', atMs: 9, machineId: 'i-1' }]],
    ['I5', 'an epoch that goes back', [held, { ...held, epoch: 0 }]],
    ['I5', 'a new holder without a new epoch', [held, { ...held, holder: 'b' }]],
    ['I5', 'a call under an epoch that is over', [held, listed, request(), intent(), attempt, { ...held, holder: 'b', epoch: 2 }, ready]],
    ['I5', 'a call after its last moment', [held, listed, request(), intent(), attempt, { ...ready, atMs: 60 }]],
    ['I6', 'a request that never ends', [request(), end]],
    ['I6', 'an intent that never settles', [request({ state: 'ended' }), intent(), end]],
    [
      'I7',
      'a machine that ran longer than the store says',
      [request(), intent(), launched(), { kind: 'cloud-ended', atMs: 50, machineId: 'i-1', by: 'cloud' }, machine({ goneAtMs: 40 }), end],
    ],
    [
      'I8',
      'an end that nobody wanted',
      [request(), intent(), launched(), machine(), { kind: 'cloud-ended', atMs: 9, machineId: 'i-1', by: 'order' }],
    ],
    ['I8', 'surplus of a request that lacks it', [request(), intent({ units: 2 }), machine({ surplus: 'over-delivered' })]],
    ['I8', 'surplus by a cancellation that nobody asked for', [request(), machine({ surplus: 'cancelled' })]],
    ['I9', 'a generation before the last one is settled', [request(), intent(), intent({ intentId: 'int-2', token: 'token-2' })]],
    ['I9', 'a generation of more than is lacking', [request(), intent({ units: 2 })]],
    ['I9', 'an end of an intent with an attempt unanswered', [request(), intent(), attempt, intent({ settlement: 'refused' })]],
    ['I9', 'an intent observed too early', [request(), intent(), intent({ settlement: 'observed', atMs: 60, lastNotAfterMs: 50 })]],
    ['I10', 'a machine that the store does not know', [request({ state: 'ended' }), intent({ settlement: 'answered' }), launched(), end]],
    [
      'I10',
      'a machine that is not wanted and runs',
      [request({ state: 'ended' }), intent({ settlement: 'answered' }), launched(), machine({ surplus: 'superseded' }), end],
    ],
    [
      'I11',
      'an answer that changes',
      [
        { kind: 'answered', atMs: 5, requestId: 'req', answer: 'a', outcome: '', machineIds: [] },
        { kind: 'answered', atMs: 6, requestId: 'req', answer: 'b', outcome: '', machineIds: [] },
      ],
    ],
    [
      'I11',
      'a request that goes on after its end',
      [request({ state: 'ended', outcome: 'failed' }), request({ state: 'ended', outcome: 'fulfilled' })],
    ],
    ['I12', 'a disk that nothing uses', [{ kind: 'cloud-object', atMs: 9, object: 'volume', id: 'vol', alive: true, machineIds: [] }, end]],
    [
      'I13',
      'an end that comes late',
      [
        { kind: 'faults-over', atMs: 10 },
        { ...end, atMs: 2_000 },
      ],
    ],
  ];

  it.each(cases)('%s: %s', (invariant, _what, facts) => {
    expect(broken(...facts)).toContain(invariant);
  });

  it('takes places for used up whose machines were delivered and are gone, and no others', () => {
    const capped: Fact = { ...world, maxima: { plain: 1 } };
    const another = request({ requestId: 'req-2', callId: 'call-2' });
    const beyond = (...facts: readonly Fact[]): readonly string[] =>
      judge([capped, request(), intent(), ...facts, another])
        .map(({ message }) => message)
        .filter((message) => message.includes('a maximum of 1'));
    expect(beyond()).toHaveLength(1);
    expect(beyond(machine())).toHaveLength(1);
    expect(beyond(machine({ delivered: false, goneAtMs: 5 }))).toHaveLength(1);
    expect(beyond(machine({ goneAtMs: 5 }))).toEqual([]);
  });

  it('covers every invariant with a rule', () => {
    const judged = new Set(RULES.map((rule) => rule.invariant));
    expect([...judged].toSorted()).toEqual(['I1', 'I10', 'I11', 'I12', 'I13', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9']);
  });
});

describe('facts as text', { tags: ['proof.history-checker', 'simulated'] }, () => {
  it('are read as they were written, without a line that a killed process cut short', () => {
    const text = writeFacts([world, request(), end]);
    expect(readFacts(text)).toEqual(JSON.parse(JSON.stringify([world, request(), end])));
    expect(readFacts(`${text}{"kind":"en`)).toHaveLength(3);
  });

  it('are refused where a line is none', () => {
    expect(() => readFacts('{"a":1}\n')).toThrow('line 1');
  });
});
