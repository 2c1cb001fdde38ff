export { ALL_CASES } from './cases/all-cases.js';
export type { Capability, ConformanceCase, SubjectPart, WorldPart } from './case.js';
export { countOutcomes, type CaseResult, type ConformanceReport, type Outcome } from './outcome.js';
export type { Provocation, Provocations, Target } from './provocations.js';
export { renderReport, REPORT_FORMS, type ReportForm } from './report/render-report.js';
export { runConformance, type RunOptions } from './run.js';
export {
  defineSubject,
  type ConformanceSubject,
  type Keys,
  type OtherProcessLaunch,
  type SubjectTemplates,
  type World,
} from './subject.js';
export { conformanceSuite, type SuiteOptions, type Test } from './suite.js';
