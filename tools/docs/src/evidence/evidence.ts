import { isLabel, type Label, LABELS } from './labels.js';
import type { TestResult, TestResults } from './test-results.js';

/** What one file of tests says about one tag. */
export interface Evidence {
  readonly file: string;
  readonly labels: readonly Label[];
  /** The best that any of its tests of the tag did. */
  readonly status: TestResult['status'];
}

/** The files with tests that carry a tag, in order. */
export function evidenceOf(tag: string, { files }: TestResults): readonly Evidence[] {
  return files.flatMap(({ file, tests }) => {
    const tagged = tests.filter(({ tags }) => tags.includes(tag));
    if (tagged.length === 0) return [];
    const statuses = tagged.map(({ status }) => status);
    const status = (['failed', 'passed'] as const).find((one) => statuses.includes(one)) ?? 'skipped';
    return [{ file, labels: LABELS.filter((label) => tagged.some(({ tags }) => tags.includes(label))), status }];
  });
}

/** Tests that name a capability or a fault and not exactly one label, or a label and nothing else. */
export function labelProblems({ files }: TestResults): readonly string[] {
  return files.flatMap(({ file, tests }) =>
    tests.flatMap(({ name, tags }) => {
      if (tags.length === 0) return [];
      const labels = tags.filter(isLabel);
      if (labels.length === tags.length) return [`${file}: "${name}" has the label ${labels.join(', ')} and names no capability or fault`];
      if (labels.length === 1) return [];
      return [
        `${file}: "${name}" has ${labels.length === 0 ? 'no label' : `the labels ${labels.join(', ')}`}; give it one of ${LABELS.join(', ')}`,
      ];
    }),
  );
}
