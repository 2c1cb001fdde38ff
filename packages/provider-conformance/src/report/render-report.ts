import type { ConformanceReport } from '../outcome.js';
import { toJunit } from './junit.js';
import { toMarkdown } from './markdown.js';

/** Forms in which a report can be written. */
export const REPORT_FORMS = ['md', 'json', 'junit'] as const;

/** One of {@link REPORT_FORMS}. */
export type ReportForm = (typeof REPORT_FORMS)[number];

const RENDERERS: { readonly [Form in ReportForm]: (report: ConformanceReport) => string } = {
  md: toMarkdown,
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  junit: toJunit,
};

/** Writes a report as text. */
export function renderReport(report: ConformanceReport, form: ReportForm): string {
  return RENDERERS[form](report);
}
