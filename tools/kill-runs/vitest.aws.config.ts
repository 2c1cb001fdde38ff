import { runsConfig } from './runs-config.js';

/** Runs against AWS, as two emulators play it: they install one of them, so they stand apart from the others. */
export default runsConfig('kill-runs on AWS', 'tools/kill-runs/src/aws-runs.suite.ts');
