import { countOutcomes, type CaseResult, type ConformanceReport, type Outcome } from '../outcome.js';

const WORDS: Readonly<Record<Outcome['kind'], string>> = {
  passed: 'passed',
  failed: '**FAILED**',
  skipped: 'skipped',
  'not-exercised': 'not exercised',
};

/** A report for people: what failed first, then every case. */
export function toMarkdown(report: ConformanceReport): string {
  const { results } = report;
  const counts = countOutcomes(results);
  const failed = results.filter(({ outcome }) => outcome.kind === 'failed');
  return [
    `# Conformance of provider \`${report.providerId}\``,
    '',
    `Contract ${report.specificationVersion}, kit ${report.kitVersion}. ${results.length} cases: ${counts.passed} passed, ${counts.failed} failed, ` +
      `${counts.skipped} skipped because the capabilities deny them, ${counts['not-exercised']} not exercised because the subject cannot provoke them.`,
    ...(failed.length === 0 ? [] : ['', '## Failed', '', ...failed.map((result) => `- \`${result.id}\`: ${cell(reasonOf(result))}`)]),
    '',
    '## All cases',
    '',
    '| case | rule | result |',
    '|---|---|---|',
    ...results.map((result) => `| \`${result.id}\` | ${cell(result.title)} | ${resultCell(result)} |`),
    '',
  ].join('\n');
}

function resultCell(result: CaseResult): string {
  const reason = result.outcome.kind === 'passed' ? '' : `: ${cell(reasonOf(result))}`;
  return `${WORDS[result.outcome.kind]}${reason}`;
}

function reasonOf({ outcome }: CaseResult): string {
  if (outcome.kind === 'passed') return '';
  return outcome.kind === 'failed' ? outcome.message : outcome.reason;
}

/** Messages come from plugins: they must not break the table. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').trim();
}
