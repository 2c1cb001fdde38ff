import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildChild } from '../testing/build-child.js';
import type { ChildTask, StepReport } from '../testing/child.js';
import { runChild } from '../testing/run-child.js';
import { sharedFolder, temporaryFolders } from '../testing/temporary-folder.js';
import { openSqliteStore } from './open.js';

/** 8 KiB: not even the small file by which processes share the log can be made. */
const TINY_FILE_BLOCKS = 16;

/** 2 MiB. Stands for a disk that takes no more: it needs no mount and binds root too. */
const LARGEST_FILE_BLOCKS = 4_096;

describe('a full disk', { tags: ['store.full-disk', 'fault.row-19', 'real'] }, () => {
  const build = sharedFolder();
  const folder = temporaryFolders();
  let program = '';
  beforeAll(async () => {
    program = await buildChild(build);
  });

  it('refuses what is written, keeps all that was acknowledged, and lets it be read', { timeout: 60_000 }, async () => {
    const file = join(folder(), 'store.db');
    const end = await runChild({ do: 'fill', file }, { program, largestFile: LARGEST_FILE_BLOCKS });
    expect({ exitCode: end.exitCode, errors: end.errors }).toEqual({ exitCode: 0, errors: '' });
    const [written, refused, read] = end.lines as readonly StepReport[];
    const count = written?.found ?? 0;
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(100);
    expect(refused).toMatchObject({ step: 'write', refused: 'full' });
    expect(refused?.message).toContain(file);
    expect(refused?.message).toContain('Free space');
    expect(read).toEqual({ step: 'read', found: count });

    // With space again it goes on where it was.
    const store = await openSqliteStore({ file });
    await store.write((tx) => tx.saveNote('after', 'there is space again'));
    await store.read(async (tx) => {
      expect(await tx.note(`filling-${count - 1}`)).toHaveLength(65_536);
      expect(await tx.note(`filling-${count}`)).toBeUndefined();
      expect(await tx.note('after')).toBe('there is space again');
    });
    await store.close();
  });

  it.each(['closed', 'killed'])(
    'lets what a %s process left be read although nothing at all can be written',
    { timeout: 60_000 },
    async (how) => {
      const file = join(folder(), 'store.db');
      const kill = how === 'killed' ? { onLine: (_line: unknown, child: ChildProcess) => child.kill('SIGKILL') } : {};
      const task: ChildTask =
        how === 'killed' ? { do: 'commit-for-ever', file, name: 'first' } : { do: 'commit', file, name: 'first', transactions: 3 };
      const acknowledged = (await runChild(task, { program, ...kill })).lines.length;
      const [open, read, write] = (await runChild({ do: 'try', file, readOnly: false }, { program, largestFile: TINY_FILE_BLOCKS }))
        .lines as readonly StepReport[];
      expect(open).toEqual({ step: 'open' });
      expect(read?.found).toBeGreaterThanOrEqual(acknowledged);
      expect(write).toMatchObject({ step: 'write', refused: 'full' });

      const store = await openSqliteStore({ file });
      expect(await store.read(async (tx) => (await tx.requests({})).length)).toBe(read?.found);
      await store.close();
    },
  );

  it('refuses to make a store that it has no room for', { timeout: 60_000 }, async () => {
    const file = join(folder(), 'store.db');
    const { lines } = await runChild({ do: 'try', file, readOnly: false }, { program, largestFile: TINY_FILE_BLOCKS });
    expect(lines).toMatchObject([{ step: 'open', refused: 'full' }]);
    // What it left is no store yet: the next process makes it.
    const store = await openSqliteStore({ file });
    await store.write((tx) => tx.saveNote('after', 'there is space again'));
    await store.close();
  });
});
