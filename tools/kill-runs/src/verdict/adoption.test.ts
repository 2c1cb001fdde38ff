import { describe, expect, it } from 'vitest';
import { call, commit, created, MACHINE, machineRow, sweptRow } from '../testing/lines.js';
import { lateAdoptions } from './adoption.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };
const SWEEPS = { list: 'ListResources', sinceMs: 0, lagMs: 0 };

describe('lateAdoptions', TAGS, () => {
  it('finds nothing where the first sweep after the creation takes the machine over', () => {
    const lines = [created(50, 'a'), call(60, 'b', 'ListResources'), ...commit(62, 'b', 1, 'sweep', [sweptRow(), machineRow()])];
    expect(lateAdoptions(lines, [MACHINE], SWEEPS)).toEqual([]);
  });

  it('finds a machine that a whole sweep passed over', () => {
    const lines = [created(50, 'a'), call(60, 'b', 'ListResources'), ...commit(62, 'b', 1, 'sweep', [sweptRow()])];
    expect(lateAdoptions(lines, [MACHINE], SWEEPS)).toEqual([expect.stringMatching(/i-1 was made did not take it over/)]);
  });

  it('waits for a sweep that began after the creation, was whole, and was committed', () => {
    const began = [call(40, 'b', 'ListResources'), created(50, 'a'), ...commit(52, 'b', 1, 'sweep', [sweptRow()])];
    const partial = [call(60, 'b', 'ListResources'), ...commit(62, 'b', 2, 'sweep', [sweptRow('partial')])];
    const killed = [call(64, 'c', 'ListResources'), ...commit(65, 'c', 1, 'sweep', [sweptRow()]).slice(0, 1)];
    expect(lateAdoptions([...began, ...partial, ...killed], [MACHINE], SWEEPS)).toEqual([]);
  });

  it('waits for a sweep that began when the cloud shows the machine at the latest', () => {
    const early = [created(50, 'a'), call(60, 'b', 'ListResources'), ...commit(62, 'b', 1, 'sweep', [sweptRow()])];
    const later = [call(70, 'b', 'ListResources'), ...commit(72, 'b', 2, 'sweep', [sweptRow()])];
    expect(lateAdoptions(early, [MACHINE], { ...SWEEPS, lagMs: 15 })).toEqual([]);
    expect(lateAdoptions([...early, ...later], [MACHINE], { ...SWEEPS, lagMs: 15 })).toHaveLength(1);
  });

  it('judges no machine that was made before the store was lost', () => {
    const lines = [created(50, 'a'), call(60, 'b', 'ListResources'), ...commit(62, 'b', 1, 'sweep', [sweptRow()])];
    expect(lateAdoptions(lines, [MACHINE], { ...SWEEPS, sinceMs: 51 })).toEqual([]);
  });
});
