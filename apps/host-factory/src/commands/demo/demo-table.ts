import { renderTable } from '../../cli/table.js';
import type { DemoCall } from './demo-call.js';
import type { DemoResult } from './run-demo.js';

interface Row {
  readonly what: string;
  readonly value: string;
}

/** Whether the demonstration showed what it is to show. */
export function isProven({ asked, delivered, cloudWhenRunning, cloudAtEnd }: DemoResult): boolean {
  return delivered === asked && cloudWhenRunning.alive === asked && cloudAtEnd.alive === 0 && cloudAtEnd.launched === asked;
}

/** The sum of it for people. `leaked` and `doubled` are counted in the cloud's own file. */
export function demoTable({ asked, delivered, cloudAtEnd, calls }: DemoResult): string {
  const rows: readonly Row[] = [
    { what: 'machines asked for', value: String(asked) },
    { what: 'machines delivered', value: String(delivered) },
    { what: 'launched in the cloud', value: String(cloudAtEnd.launched) },
    { what: 'leaked (alive after their return)', value: String(cloudAtEnd.alive) },
    { what: 'doubled (launched beyond what was asked for)', value: String(Math.max(0, cloudAtEnd.launched - asked)) },
    { what: 'calls of Host Factory', value: String(calls.length) },
    { what: 'calls that were told to ask again', value: String(calls.filter(({ exitCode }) => exitCode !== 0).length) },
    { what: 'median time of a call', value: `${medianMs(calls).toFixed(0)} ms` },
  ];
  return renderTable(
    [
      { title: 'what', value: ({ what }: Row) => what },
      { title: 'result', value: ({ value }: Row) => value },
    ],
    rows,
  );
}

function medianMs(calls: readonly DemoCall[]): number {
  const sorted = calls.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
