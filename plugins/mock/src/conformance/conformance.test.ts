import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformanceSuite } from '@hostwright/provider-conformance';
import { afterAll, describe, test } from 'vitest';
import { buildChild } from '../testing/run-child.js';
import { mockSubject } from './subject.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-mock-conformance-'));
const program = await buildChild(folder, '../conformance/other-process.ts');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the mock provider', { tags: ['proof.conformance-mock', 'simulated'] }, async () => {
  await conformanceSuite(test, mockSubject(program));
});
