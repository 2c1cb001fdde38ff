import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Site } from '../../configuration/index.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { isCallName, isDialect, servesDirectory } from './serves.js';

const newFolder = temporaryFolders();

function siteOf(directory: string, searchDirectories: readonly string[] = [directory]): Site {
  return { directory, searchDirectories } as Site;
}

describe('whether an agent serves a caller', () => {
  it('goes by the configuration folder, whatever path leads there', () => {
    const folder = newFolder();
    const link = join(newFolder(), 'link');
    symlinkSync(folder, link);
    expect(servesDirectory(siteOf(folder), folder)).toBe(true);
    expect(servesDirectory(siteOf(folder), `${folder}/`)).toBe(true);
    expect(servesDirectory(siteOf(folder), link)).toBe(true);
  });

  it('does not for another one', () => {
    expect(servesDirectory(siteOf(newFolder()), newFolder())).toBe(false);
    expect(servesDirectory(siteOf(newFolder()), '/nowhere/at/all')).toBe(false);
  });

  it('knows the folder above conf/ that LSF states', () => {
    const above = newFolder();
    const conf = join(above, 'conf');
    mkdirSync(conf);
    expect(servesDirectory(siteOf(conf), above)).toBe(true);
    expect(servesDirectory(siteOf(conf, [conf, above]), above)).toBe(true);
  });

  it('does for one that does not say: it found the agent by the work directory', () => {
    expect(servesDirectory(siteOf(newFolder()), undefined)).toBe(true);
  });
});

describe('what comes over the socket', () => {
  it('is taken for a call or dialect by exact name only', () => {
    expect(['requestMachines', 'getAvailableMachines'].every(isCallName)).toBe(true);
    expect(['', 'toString', '__proto__', 'requestmachines'].some(isCallName)).toBe(false);
    expect(isDialect('lsf')).toBe(true);
    expect([undefined, '', 'LSF', 'constructor'].some(isDialect)).toBe(false);
  });
});
