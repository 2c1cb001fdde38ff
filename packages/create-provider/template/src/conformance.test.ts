import { conformanceSuite } from '@hostwright/provider-conformance';
import { describe, test } from 'vitest';
import { subject } from './conformance.js';

describe('the contract', async () => {
  await conformanceSuite(test, subject);
});
