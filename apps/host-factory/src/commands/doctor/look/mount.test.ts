import { describe, expect, it } from 'vitest';
import { mountOf } from './mount.js';

const TABLE = [
  '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '36 22 98:0 /root /mnt/my\\040disk rw,noatime master:1 shared:2 - xfs /dev/sdb rw',
  '37 22 0:5 / /mnt ro - nfs4 server:/x ro',
  '38 37 0:6 / /mnt/over rw - ext4 /dev/sdc ro',
  '39 38 0:7 / /mnt/over rw - tmpfs tmpfs rw',
  '',
].join('\n');

describe('the mount of a path', () => {
  it.each([
    ['/home/user', '/', 'ext4', false],
    ['/mnt/other', '/mnt', 'nfs4', true],
    ['/mnt/my disk/work', '/mnt/my disk', 'xfs', false],
    ['/mnt/over/x', '/mnt/over', 'tmpfs', false],
    ['/mntx', '/', 'ext4', false],
  ])('%s is %s', (path, point, type, readOnly) => {
    expect(mountOf(path, TABLE)).toEqual({ point, type, readOnly });
  });

  it('is unknown where there is no table', () => {
    expect(mountOf('/home', '')).toBeUndefined();
  });
});
