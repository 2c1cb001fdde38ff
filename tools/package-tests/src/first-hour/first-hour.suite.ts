import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { runDocument } from '../../../docs/src/guides/run-document.js';
import { emptyFolder } from '../harness/empty-folder.js';
import { countLaunchedMachines, countLiveMachines } from '../harness/mock-cloud.js';
import { ROOT } from '../harness/workspace.js';
import { Reader } from './reader.js';

const GUIDE = 'docs/guides/first-hour.md';

it(
  'the first hour goes as its guide tells, from the registry to the last machine returned',
  { tags: ['packages.first-hour', 'real'] },
  async () => {
    await using folder = await emptyFolder();
    const reader = new Reader(folder.path, inject('registry').environment);
    await runDocument(GUIDE, readFileSync(join(ROOT, GUIDE), 'utf8'), {
      sh: (script) => reader.sh(script),
      write: () => {
        throw new Error('the guide writes its files itself');
      },
      module: () => {
        throw new Error('the guide runs commands only');
      },
    });
    const cloud = join(folder.path, 'hostwright/site/mock-cloud.db');
    expect(countLiveMachines(cloud)).toBe(0);
    expect(countLaunchedMachines(cloud)).toBe(5);
  },
);
