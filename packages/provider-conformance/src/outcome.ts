/** What one case showed. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly message: string }
  /** The provider's capabilities deny what the case is about. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** The author cannot provoke what the case is about: nothing was shown. */
  | { readonly kind: 'not-exercised'; readonly reason: string };

/** One case with its outcome. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** Everything that one run showed of one plugin. */
export interface ConformanceReport {
  readonly providerId: string;
  readonly specificationVersion: string;
  readonly kitVersion: string;
  readonly results: readonly CaseResult[];
}

/** How many results there are of each kind. */
export function countOutcomes(results: readonly CaseResult[]): Readonly<Record<Outcome['kind'], number>> {
  const counts = { passed: 0, failed: 0, skipped: 0, 'not-exercised': 0 };
  for (const { outcome } of results) counts[outcome.kind] += 1;
  return counts;
}
