import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildChild, runChild } from '../../../testing/run-child.js';
import { temporaryFolder } from '../../../testing/temporary-folder.js';

const NOBODY = 65_534;
const programs = realpathSync(mkdtempSync(join(tmpdir(), 'hw-child-')));
let program = '';
beforeAll(async () => {
  program = await buildChild(programs);
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

/** What a user without root's rights is told. */
function asked(path: string): unknown {
  return runChild(program, { do: 'ask-why-not-readable', path }, { ordinaryUser: true });
}

function ownFolder(): string {
  const folder = temporaryFolder();
  give(folder);
  return folder;
}

function give(path: string): void {
  if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY);
}

describe('what may not be read', { tags: ['cli.doctor', 'real'] }, () => {
  it('is nothing that may, or that is not there', () => {
    const folder = ownFolder();
    expect([asked(folder), asked(join(folder, 'nothing'))]).toEqual([null, null]);
  });

  it('by its owner gets its mode changed', () => {
    const file = join(ownFolder(), 'hostwright.yaml');
    writeFileSync(file, '');
    give(file);
    chmodSync(file, 0o000);
    expect(asked(file)).toMatchObject({ mend: expect.stringMatching(/^chmod u\+rX /) as string });
  });

  it('of somebody else’s is opened to the group of this user alone', () => {
    expect(asked('/etc/shadow')).toMatchObject({
      reason: expect.stringMatching(/^it belongs to user id 0/) as string,
      mend: 'sudo chgrp "$(id -gn)" /etc/shadow && sudo chmod g+r /etc/shadow',
    });
  });

  it('behind a closed folder has that folder opened', () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'closed', 'inner'), { recursive: true });
    give(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o000);
    expect(asked(join(folder, 'closed', 'inner', 'file'))).toMatchObject({
      mend: expect.stringMatching(/closed' && sudo chmod g\+x .*closed'$/) as string,
    });
    chmodSync(join(folder, 'closed'), 0o700);
  });
});
