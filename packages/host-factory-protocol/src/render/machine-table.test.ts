import type { Machine } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { aMachine, anAcquireRequest, aPendingMachine, aReturnRequest, START_MS } from '../testing/builders.js';
import { renderCreateRequest } from './create-request.js';
import type { MachineResult } from './documents.js';
import { MACHINE_TABLE, type TableState, tableStateOf } from './machine-table.js';
import { renderReturnRequest } from './return-request.js';

interface Row {
  readonly when: string;
  readonly machine: Machine;
  readonly state: TableState;
  readonly create: MachineResult;
  readonly return: MachineResult;
  /** Symphony's and LSF's word; undefined where Symphony has none. */
  readonly words: readonly [string | undefined, string];
}

const status = (unified: Machine['status']['unified']): Pick<Machine, 'status'> => ({ status: { unified, raw: 'RAW' } });
const reclaim = { reason: 'spot', noticedAtMs: START_MS, deadlineAtMs: START_MS + 120_000 } as const;

/** Every row of the protocol's table, the rows told apart further where ours are. */
const ROWS: readonly Row[] = [
  {
    when: 'pending',
    machine: aPendingMachine(),
    state: 'pending',
    create: 'executing',
    return: 'executing',
    words: [undefined, 'pending'],
  },
  {
    when: 'running without a name',
    machine: aMachine({ name: '', deliveredAtMs: undefined }),
    state: 'running-unready',
    create: 'executing',
    return: 'executing',
    words: ['running', 'running'],
  },
  {
    when: 'running without a private address',
    machine: aMachine({ privateIp: undefined, deliveredAtMs: undefined }),
    state: 'running-unready',
    create: 'executing',
    return: 'executing',
    words: ['running', 'running'],
  },
  {
    when: 'running with name and address',
    machine: aMachine(),
    state: 'running',
    create: 'succeed',
    return: 'executing',
    words: ['running', 'running'],
  },
  {
    when: 'stopping',
    machine: aMachine(status('stopping')),
    state: 'stopping',
    create: 'executing',
    return: 'executing',
    words: ['stopping', 'stopping'],
  },
  {
    when: 'shutting down',
    machine: aMachine(status('terminating')),
    state: 'terminating',
    create: 'executing',
    return: 'executing',
    words: ['shutting-down', 'shutting-down'],
  },
  {
    when: 'stopped',
    machine: aMachine(status('stopped')),
    state: 'stopped',
    create: 'fail',
    return: 'executing',
    words: ['stopped', 'stopped'],
  },
  {
    when: 'terminated',
    machine: aMachine({ ...status('terminated'), goneAtMs: START_MS + 5_000 }),
    state: 'terminated',
    create: 'fail',
    return: 'succeed',
    words: ['terminated', 'terminated'],
  },
  {
    when: 'absent from the cloud, by the engine’s verdict',
    machine: aMachine({ goneAtMs: START_MS + 5_000 }),
    state: 'gone',
    create: 'fail',
    return: 'succeed',
    words: ['terminated', 'terminated'],
  },
  {
    when: 'an interrupted spot machine, not yet terminating, that nobody was given',
    machine: aMachine({ name: '', deliveredAtMs: undefined, reclaim }),
    state: 'interrupted',
    create: 'fail',
    return: 'executing',
    words: ['running', 'running'],
  },
  {
    when: 'in a state that the plugin does not know',
    machine: aMachine(status('unknown')),
    state: 'unknown',
    create: 'executing',
    return: 'executing',
    words: [undefined, 'unknown'],
  },
];

describe.each(ROWS)('a machine that is $when', { tags: ['hf.machine-states', 'contract'] }, ({ machine, state, words, ...row }) => {
  it(`is ${row.create} in its create request`, () => {
    expect(renderCreateRequest(anAcquireRequest(), [machine], 'symphony').machines[0]?.result).toBe(row.create);
    expect(MACHINE_TABLE[state].create).toBe(row.create);
  });

  it(`is ${row.return} in a return request`, () => {
    expect(renderReturnRequest(aReturnRequest(), [machine], 'symphony').machines[0]?.result).toBe(row.return);
    expect(MACHINE_TABLE[state].return).toBe(row.return);
  });

  it('has the state and the words that its row says', () => {
    expect(tableStateOf(machine)).toBe(state);
    expect(renderCreateRequest(anAcquireRequest(), [machine], 'symphony').machines[0]?.status).toBe(words[0]);
    expect(renderReturnRequest(aReturnRequest(), [machine], 'lsf').machines[0]?.status).toBe(words[1]);
  });
});

describe('the decision table', { tags: ['hf.machine-states', 'contract'] }, () => {
  it('has no row that is not tested here', () => {
    expect(new Set(ROWS.map((row) => row.state))).toEqual(new Set(Object.keys(MACHINE_TABLE)));
  });

  it('never takes back a machine that was handed over, while it runs', () => {
    const interrupted = aMachine({ reclaim });
    expect(tableStateOf(interrupted)).toBe('running');
    expect(renderCreateRequest(anAcquireRequest(), [interrupted], 'lsf').machines[0]?.result).toBe('succeed');
  });

  it('does not fail a machine for maintenance that is days away', () => {
    const machine = aPendingMachine({ reclaim: { ...reclaim, reason: 'maintenance' } });
    expect(tableStateOf(machine)).toBe('pending');
  });
});
