import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildChild, runChild } from '../../../testing/run-child.js';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import { whyNotWritable } from './blocked.js';
import { thisSystem } from './system.js';

interface Blocked {
  readonly reason: string;
  readonly mend: string;
}

const NOBODY = 65_534;
const programs = realpathSync(mkdtempSync(join(tmpdir(), 'hw-child-')));
let program = '';
beforeAll(async () => {
  program = await buildChild(programs);
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

/** What a user without root's rights is told. */
function asked(path: string): Blocked | null {
  return runChild(program, { do: 'ask-why-not-writable', path }, { ordinaryUser: true }) as Blocked | null;
}

/** A folder of that user's. */
function ownFolder(): string {
  const folder = temporaryFolder();
  if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
  return folder;
}

/** The shell undoes what was wrong, and the answer changes: the command really mends. */
function mend({ mend: command }: Blocked): void {
  execFileSync('/bin/sh', ['-c', command]);
}

describe('a folder that cannot be written', { tags: ['cli.doctor', 'real'] }, () => {
  it('is none of the folders that can', () => {
    const folder = ownFolder();
    expect(asked(folder)).toBeNull();
    expect(asked(join(folder, 'to', 'be', 'made'))).toBeNull();
  });

  it('by its own owner gets its mode changed', () => {
    const folder = ownFolder();
    chmodSync(folder, 0o500);
    const found = asked(folder);
    expect(found).toMatchObject({
      reason: expect.stringMatching(/its owner may not write .*mode 500/) as string,
      mend: expect.stringMatching(/^chmod u\+rwx /) as string,
    });
    mend(found!);
    expect(asked(folder)).toBeNull();
  });

  it('because it is somebody else’s gets another owner', () => {
    expect(asked('/usr')).toMatchObject({
      reason: expect.stringMatching(/^\/usr belongs to user id 0/) as string,
      mend: expect.stringMatching(/^sudo chown -R "\$\(id -un\)" \/usr {2}# or run this as/) as string,
    });
  });

  it('because the folder above it is somebody else’s is made for us: the one above stays theirs', () => {
    expect(asked('/usr/hostwright-work')).toMatchObject({ mend: 'sudo install -d -m 700 -o "$(id -un)" /usr/hostwright-work' });
  });

  it('because the way to it is closed has the way opened', () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'closed', 'inner'), { recursive: true });
    chmodSync(join(folder, 'closed'), 0o000);
    if (process.getuid?.() === 0) chownSync(join(folder, 'closed'), NOBODY, NOBODY);
    const found = asked(join(folder, 'closed', 'inner'));
    expect(found?.mend).toMatch(/^sudo chgrp .*closed'? && sudo chmod g\+x .*closed'?$/);
    chmodSync(join(folder, 'closed'), 0o700);
  });

  it('because a file stands there has the file moved away', () => {
    const path = join(ownFolder(), 'work');
    writeFileSync(path, 'mine');
    const found = whyNotWritable(path, thisSystem);
    expect(found).toMatchObject({ reason: `${path} is a file` });
    mend(found!);
    expect(whyNotWritable(path, thisSystem)).toBeUndefined();
  });

  it('because it is a link to nothing gets what the link names', () => {
    const path = join(ownFolder(), 'work');
    symlinkSync('disk/work', path);
    const found = whyNotWritable(path, thisSystem);
    expect(found?.reason).toMatch(/a link to .*disk\/work, which does not exist/);
    mend(found!);
    expect(whyNotWritable(path, thisSystem)).toBeUndefined();
  });

  describe('because of its file system', () => {
    function refusing(code: string, type = 'ext4'): typeof thisSystem {
      return {
        ...thisSystem,
        access: () => {
          throw Object.assign(new Error(code), { code });
        },
        mounts: () => `22 1 8:1 / / rw - ext4 /dev/sda rw\n23 22 8:2 / /tmp ro - ${type} /dev/sdb ro\n`,
      };
    }

    it('has it mounted anew: neither owner nor mode is changed', () => {
      const found = whyNotWritable('/tmp', refusing('EROFS'));
      expect(found).toMatchObject({
        reason: 'the file system mounted on /tmp is read-only',
        mend: expect.stringMatching(/^sudo mount -o remount,rw \/tmp {2}#/) as string,
      });
    });

    it('that can never be written has another folder named', () => {
      expect(whyNotWritable('/tmp', refusing('EROFS', 'squashfs'))?.reason).toMatch(/by its nature \(squashfs\)/);
    });

    it('marked it as immutable has the mark taken away', () => {
      expect(whyNotWritable('/tmp', refusing('EPERM'))).toMatchObject({ mend: 'sudo chattr -i /tmp' });
    });
  });
});
