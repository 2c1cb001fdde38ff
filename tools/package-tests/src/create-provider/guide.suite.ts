import { mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { blocksOf } from '../../../docs/src/guides/blocks.js';
import { runDocument } from '../../../docs/src/guides/run-document.js';
import { Reader } from '../first-hour/reader.js';
import { emptyFolder } from '../harness/empty-folder.js';
import { ROOT } from '../harness/workspace.js';

const GUIDE = 'docs/writing-a-provider.md';
/** Where the guide goes first, and where its files lie. */
const PLUGIN = 'my-cloud';

it(
  'the guide for authors goes as it tells, from an empty folder to a plugin that conforms and is installed',
  { tags: ['documents.provider-guide', 'real'] },
  async () => {
    await using folder = await emptyFolder();
    const { FORCE_COLOR: _ours, ...environment } = inject('registry').environment;
    const reader = new Reader(folder.path, { ...environment, NO_COLOR: '1' });
    const text = readFileSync(join(ROOT, GUIDE), 'utf8');
    expect(blocksOf(text)[0]?.text).toContain('npm create @hostwright/provider my-cloud');
    const writing: Promise<void>[] = [];
    const write = async (name: string, content: string): Promise<void> => {
      const path = join(folder.path, PLUGIN, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    };
    await runDocument(GUIDE, text, {
      sh: async (script) => {
        await Promise.all(writing);
        return reader.sh(script);
      },
      write: (name, content) => void writing.push(write(name, content)),
      module: () => {
        throw new Error('the guide runs commands only');
      },
    });
  },
);
