import { describe, expect, it } from 'vitest';
import type { ConformanceReport } from '../outcome.js';
import { renderReport } from './render-report.js';

const report: ConformanceReport = {
  providerId: 'mine',
  specificationVersion: 'v1-preview.1',
  kitVersion: '0.1.0',
  results: [
    { id: 'machines.launch.one', title: 'one machine', outcome: { kind: 'passed' }, durationMs: 12 },
    {
      id: 'machines.launch.tags',
      title: 'tags | reach it',
      outcome: { kind: 'failed', message: 'got "a" <b>\nnot | c\u0007' },
      durationMs: 5,
    },
    {
      id: 'machines.feed.hints',
      title: 'hints',
      outcome: { kind: 'skipped', reason: 'capabilities.machines.feed is false' },
      durationMs: 1,
    },
    {
      id: 'machines.launch.quota',
      title: 'quota',
      outcome: { kind: 'not-exercised', reason: 'the subject offers no provoke.quotaExceeded' },
      durationMs: 0,
    },
  ],
};

describe('a report', { tags: ['proof.conformance-reports', 'simulated'] }, () => {
  it('counts what was not exercised apart from what passed, in Markdown', () => {
    const text = renderReport(report, 'md');
    expect(text).toContain('4 cases: 1 passed, 1 failed, 1 skipped because the capabilities deny them, 1 not exercised');
    expect(text).toContain('| `machines.launch.quota` | quota | not exercised: the subject offers no provoke.quotaExceeded |');
    expect(text).toContain('## Failed');
  });

  it('keeps its table whatever a plugin says', () => {
    const rows = renderReport(report, 'md')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5);
  });

  it('is well-formed XML for build servers, with failures and skips counted', () => {
    const text = renderReport(report, 'junit');
    expect(text).toContain('<testsuites tests="4" failures="1" skipped="2"');
    expect(text).toContain('<failure message="got &quot;a&quot; &lt;b>&#10;not | c?"/>');
    expect(text.match(/<testcase /g)).toHaveLength(4);
  });

  it('is itself, as JSON', () => {
    expect(JSON.parse(renderReport(report, 'json'))).toEqual(report);
  });
});
