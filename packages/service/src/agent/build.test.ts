import { utimesSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeBuild, isNewerBuild, wasReplaced } from './build.js';
import { aBuild } from './testing/builders.js';
import { temporaryFolders } from './testing/temporary-folder.js';

const newFolder = temporaryFolders();

describe('which of two builds is newer', { tags: ['agent.upgrade', 'real'] }, () => {
  it.each([
    ['a newer schema, whatever the version', { schemaVersion: 2, version: '0.9.0' }, {}],
    ['a newer version', { version: '1.2.4' }, {}],
    ['a newer version by number, not by letter', { version: '1.10.0' }, { version: '1.9.0' }],
    ['a release after its preview', { version: '2.0.0' }, { version: '2.0.0-rc.3' }],
    ['a later preview', { version: '2.0.0-rc.10' }, { version: '2.0.0-rc.9' }],
    ['a preview of the next release', { version: '2.0.0-rc.1' }, { version: '1.9.9' }],
    ['a longer preview', { version: '2.0.0-rc.1.b' }, { version: '2.0.0-rc.1.a' }],
    ['the same version, built later', { builtAtMs: 1_001 }, {}],
  ])('%s', (_, mine, running) => {
    expect(isNewerBuild(aBuild(mine), aBuild(running))).toBe(true);
    expect(isNewerBuild(aBuild(running), aBuild(mine))).toBe(false);
  });

  it('neither of two that are alike, so that they do not replace each other in turn', () => {
    expect(isNewerBuild(aBuild(), aBuild({ programPath: '/elsewhere/bin.js' }))).toBe(false);
  });
});

describe('a program file', () => {
  it('counts as replaced when it was written again, and not while it is missing', () => {
    const programPath = join(newFolder(), 'bin.js');
    writeFileSync(programPath, '');
    const build = describeBuild({ programPath, version: '1.0.0', schemaVersion: 1 });
    expect(wasReplaced(build)).toBe(false);
    rmSync(programPath);
    expect(wasReplaced(build)).toBe(false);
    writeFileSync(programPath, '');
    utimesSync(programPath, new Date(), new Date(build.builtAtMs + 2_000));
    expect(wasReplaced(build)).toBe(true);
  });
});
