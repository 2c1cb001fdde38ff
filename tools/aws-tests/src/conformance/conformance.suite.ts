import { startMoto } from '@hostwright/emulators/moto';
import { conformanceSuite } from '@hostwright/provider-conformance';
import { afterAll, describe, test } from 'vitest';
import { awsSubject } from './subject.js';

/** A case that takes this long hangs: moto needs many seconds of computing for a thousand machines. */
const CASE_HANG_MS = 500_000;

const moto = await startMoto({ validation: true });
afterAll(() => moto.stop());

describe('the AWS provider on moto', { tags: ['aws.conformance', 'emulated'] }, async () => {
  await conformanceSuite(test, awsSubject(moto), { caseDeadlineMs: CASE_HANG_MS });
});
