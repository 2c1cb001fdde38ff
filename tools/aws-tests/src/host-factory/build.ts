import { buildFor } from '../../../../apps/host-factory/test/e2e/harness/installed/build-for.js';

/** Once, before the suites that install the command. */
export default function build(): void {
  buildFor('aws');
}
