import type { Provider } from '../../provider/definition.js';
import { SPECIFICATION_VERSION } from '../../provider/definition.js';

const unused = (): never => {
  throw new Error('not used');
};

/** A provider that keeps the contract's form and does nothing. */
export const idleProvider: Provider<unknown> = {
  specificationVersion: SPECIFICATION_VERSION,
  capabilities: {
    machines: {
      kinds: [{ kind: 'machine', replayHorizonMs: 0, visibilityHorizonMs: 0 }],
      maxUnitsPerLaunch: 1,
      maxIdsPerTerminate: 1,
      maxIdsPerInspect: 1,
      stoppable: false,
      groups: false,
      refills: false,
      spot: false,
      reclaimNotice: false,
      weighted: false,
      feed: false,
      adoptable: false,
    },
    interfaces: [],
  },
  machines: { validate: unused, offers: unused, prepare: unused, launch: unused, sweep: unused, inspect: unused, terminate: unused },
  catalog: { zones: unused, machineTypes: unused, offers: unused, shape: unused, quotas: unused, estimate: unused },
  identify: unused,
  health: unused,
};
