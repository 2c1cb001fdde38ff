import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRun } from './block-problems.js';
import { blocksOf } from './blocks.js';
import { readDocuments, RUN_ELSEWHERE } from './documents.js';
import { runDocument } from './run-document.js';
import { Sandbox } from './sandbox.js';

const RUN = readDocuments().filter(({ name, text }) => !RUN_ELSEWHERE.includes(name) && blocksOf(text).some(isRun));

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.dispose());

describe('following a document from its first line to its last', { tags: ['documents.guides', 'real'] }, () => {
  it.each(RUN)('$name does what it says', async ({ name, text }) => {
    await expect(runDocument(name, text, sandbox)).resolves.toBeUndefined();
  });
});
