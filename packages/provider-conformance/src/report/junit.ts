import { countOutcomes, type CaseResult, type ConformanceReport } from '../outcome.js';

/** A report for build servers: JUnit's XML. What was not exercised counts as skipped there, with the reason. */
export function toJunit({ providerId, results }: ConformanceReport): string {
  const counts = countOutcomes(results);
  const seconds = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000;
  const totals = `tests="${results.length}" failures="${counts.failed}" skipped="${counts.skipped + counts['not-exercised']}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${attribute(`hostwright-conformance ${providerId}`)}" ${totals}>`,
    ...results.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ id, title, outcome, durationMs }: CaseResult): string {
  const names = `classname="${attribute(id.split('.').slice(0, 2).join('.'))}" name="${attribute(`${id}: ${title}`)}"`;
  const open = `    <testcase ${names} time="${(durationMs / 1_000).toFixed(3)}"`;
  if (outcome.kind === 'passed') return `${open}/>`;
  if (outcome.kind === 'failed') return `${open}><failure message="${attribute(outcome.message)}"/></testcase>`;
  return `${open}><skipped message="${attribute(`${outcome.kind}: ${outcome.reason}`)}"/></testcase>`;
}

/** XML 1.0 knows no other control characters than tab and line breaks. */
function attribute(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these characters are what is taken out
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('"', '&quot;')
      .replaceAll(/\r?\n/g, '&#10;')
  );
}
