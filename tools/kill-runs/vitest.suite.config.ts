import { runsConfig } from './runs-config.js';

export default runsConfig('kill-runs', 'tools/kill-runs/src/hundred-runs.suite.ts');
