import { conformanceSuite } from '@hostwright/provider-conformance';
import { describe, test } from 'vitest';
import { CASES, fakeSubject } from './fake-subject.js';

describe('the AWS provider on a simulated EC2', { tags: ['aws.conformance', 'contract'], concurrent: true }, async () => {
  await conformanceSuite(test, fakeSubject, { only: CASES });
});
