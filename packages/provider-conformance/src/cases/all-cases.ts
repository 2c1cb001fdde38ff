import type { ConformanceCase } from '../case.js';
import { catalogCases } from './catalog/catalog.js';
import { adoptCases } from './machines/adopt.js';
import { groupCases } from './machines/groups.js';
import { inspectCases } from './machines/inspect.js';
import { launchRepeatCases } from './machines/launch-repeat.js';
import { launchTroubleCases } from './machines/launch-trouble.js';
import { launchCases } from './machines/launch.js';
import { lifeCases } from './machines/life.js';
import { prepareCases } from './machines/prepare.js';
import { sweepTroubleCases } from './machines/sweep-trouble.js';
import { sweepCases } from './machines/sweep.js';
import { terminateCases } from './machines/terminate.js';
import { validateCases } from './machines/validate.js';
import { definitionCases } from './provider/definition.js';
import { sessionCases } from './provider/session.js';
import { snapshotCases } from './snapshots/snapshots.js';
import { volumeCases } from './volumes/volumes.js';

/** Every rule of the contract that the kit judges, in the order of a report. */
export const ALL_CASES: readonly ConformanceCase[] = [
  ...definitionCases,
  ...sessionCases,
  ...validateCases,
  ...prepareCases,
  ...launchCases,
  ...launchRepeatCases,
  ...launchTroubleCases,
  ...sweepCases,
  ...sweepTroubleCases,
  ...inspectCases,
  ...terminateCases,
  ...groupCases,
  ...lifeCases,
  ...adoptCases,
  ...catalogCases,
  ...volumeCases,
  ...snapshotCases,
];
