import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { networkFileSystemOf } from './file-system.js';
import { temporaryFolders } from './testing/temporary-folder.js';

const FUSE = 0x6573_5546;
const EXT4 = 0xef53;

function mounts(...lines: readonly string[]): () => string {
  return () => ['22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw', ...lines, ''].join('\n');
}

describe('the file system of a path', { tags: ['shared.detection', 'real'] }, () => {
  const folder = temporaryFolders();

  it('is local on a local disk, without a look at the mounts', () => {
    const refuse = (): string => {
      throw new Error('not to be asked');
    };
    expect(networkFileSystemOf(folder(), () => ({ type: EXT4 }), refuse)).toBeUndefined();
  });

  it.each([
    ['fuse.sshfs', 'fuse.sshfs'],
    ['fuse.glusterfs', 'fuse.glusterfs'],
    ['fuse.unheard-of', 'fuse.unheard-of'],
    ['fuse', 'fuse'],
    ['fuseblk', undefined],
    ['fuse.fuse-overlayfs', undefined],
  ])('told by the mount of type %s is %s', (type, name) => {
    const place = folder();
    expect(networkFileSystemOf(place, () => ({ type: FUSE }), mounts(`40 22 0:40 / ${place} rw - ${type} somewhere rw`))).toBe(name);
  });

  it('goes by the innermost mount, the last of several, real paths, and names with spaces', () => {
    const place = folder();
    mkdirSync(join(place, 'a b', 'c'), { recursive: true });
    symlinkSync(join(place, 'a b', 'c'), join(place, 'link'));
    const read = mounts(
      `40 22 0:40 / ${place} rw - fuseblk /dev/sdb rw`,
      `41 40 0:41 / ${place}/a\\040b rw - fuse.bindfs x rw`,
      `42 40 0:42 / ${place}/a\\040b rw - fuse.sshfs y rw`,
      `43 40 0:43 / ${place}/a\\040b/cc rw - fuseblk z rw`,
    );
    expect(networkFileSystemOf(join(place, 'link'), () => ({ type: FUSE }), read)).toBe('fuse.sshfs');
    expect(networkFileSystemOf(place, () => ({ type: FUSE }), read)).toBeUndefined();
  });

  it('counts as one of the network where nothing tells', () => {
    expect(
      networkFileSystemOf(
        folder(),
        () => ({ type: FUSE }),
        () => {
          throw new Error('no /proc');
        },
      ),
    ).toBe('fuse');
  });
});
