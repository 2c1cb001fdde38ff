import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { machineIdOfWire, machineIdToWire } from './machine-id.js';

const AZURE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-1';

it('never begins with a slash for LSF', () => {
  expect(machineIdToWire(AZURE, 'lsf')).toBe(`_${AZURE.slice(1)}`);
  expect(machineIdToWire(AZURE, 'symphony')).toBe(AZURE);
});

it('comes back as the cloud’s own id', () => {
  const cloudId = fc.oneof(
    fc.constantFrom(AZURE, 'i-0e90ecb3228822f6f', '_', '_a', 'a_b/c'),
    fc.stringMatching(/^\/?[a-zA-Z0-9-]+(\/[a-zA-Z0-9._-]+)+$/),
    fc.uuid(),
  );
  for (const dialect of ['symphony', 'lsf'] as const) {
    fc.assert(
      fc.property(cloudId, (machineId) => {
        expect(machineIdOfWire(machineIdToWire(machineId, dialect), dialect)).toBe(machineId);
      }),
    );
  }
});
