import { describe, expect, it } from 'vitest';
import { parseSumLine, sumLine } from '../../verify/summary.mjs';
import { rowsOf } from '../../verify/vitest-report.mjs';

const file = (name: string, statuses: readonly string[], status = 'passed') => ({
  name,
  status,
  message: 'broken\nat line',
  startTime: 1_000,
  endTime: 2_500,
  assertionResults: statuses.map((state, index) => ({ status: state, fullName: `${name} ${index}` })),
});
const nameOf = (path: string) => path.split('/')[0] ?? '';

describe('the sum of a test run', () => {
  it('counts tests by project, and names the skipped and the failed', () => {
    const report = {
      testResults: [file('b/1', ['passed', 'failed'], 'failed'), file('a/1', ['passed']), file('b/2', ['skipped', 'pending', 'todo'])],
    };
    expect(rowsOf(report, 1, nameOf)).toEqual([
      { name: 'a', passed: 1, failed: 0, skipped: 0, seconds: 1.5, failures: [], skips: [] },
      { name: 'b', passed: 1, failed: 1, skipped: 3, seconds: 3, failures: ['b/1 1'], skips: ['b/2 0', 'b/2 1', 'b/2 2'] },
    ]);
  });

  it('counts a file that cannot be loaded as a failure', () => {
    expect(rowsOf({ testResults: [file('a/1', [], 'failed')] }, 1, nameOf)[0]).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts a run that ends badly without a failed test as a failure', () => {
    expect(rowsOf({ testResults: [file('a/1', ['passed'])] }, 1, nameOf)).toContainEqual(
      expect.objectContaining({ name: 'vitest', failed: 1 }),
    );
    expect(rowsOf(undefined, 1, nameOf)).toEqual([expect.objectContaining({ name: 'vitest', failed: 1 })]);
  });

  it('is one line that can be read back', () => {
    const line = sumLine([
      { passed: 2, failed: 0, skipped: 1 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(line).toBe('5 passed, 1 failed, 1 skipped');
    expect(parseSumLine(`${line}\n`)).toEqual({ passed: 5, failed: 1, skipped: 1 });
    expect(parseSumLine('ok')).toBeUndefined();
  });
});
