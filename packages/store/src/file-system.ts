import { readFileSync, realpathSync, statfsSync } from 'node:fs';

/** Tells the type of the file system that a path lies on; `node:fs` has it. */
export type ReadFileSystem = (path: string) => { readonly type: number };

/**
 * File systems that other hosts may use at the same time: SQLite's write-ahead log needs memory that all its users share.
 * Sources: linux/magic.h; for GPFS, Lustre, BeeGFS and Panasas src/stat.c of GNU coreutils.
 */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x4750_4653, 'GPFS'],
  [0x0bd0_0bd0, 'Lustre'],
  [0xff53_4d42, 'CIFS'],
  [0xfe53_4d42, 'SMB2'],
  [0x517b, 'SMB'],
  [0x5346_414f, 'AFS'],
  [0x6b41_4653, 'AFS'],
  [0x00c3_6400, 'Ceph'],
  [0x1983_0326, 'BeeGFS'],
  [0xaad7_aaea, 'Panasas'],
  [0x0102_1997, '9P'],
]);

/** Whatever a user's program makes a file system of; its name tells more. Source: linux/magic.h. */
const FUSE = 0x6573_5546;

/** Those among them that keep their files on this host's own disks. All others may be anywhere. */
const LOCAL_FUSE: ReadonlySet<string> = new Set(
  [
    'fuseblk',
    'ntfs-3g',
    'exfat',
    'fuse-overlayfs',
    'bindfs',
    'mergerfs',
    'unionfs',
    'encfs',
    'gocryptfs',
    'cryfs',
    'lxcfs',
    'ext2',
    'zfs',
  ].flatMap((name) => [name, `fuse.${name}`]),
);

/**
 * Names the network file system that a path lies on; undefined for a local one. Costs one system call on a local disk.
 *
 * @param path - an existing folder or file
 * @param readFileSystem - @default `statfsSync` of node:fs
 * @param readMounts - what is mounted, as in /proc/self/mountinfo; asked for FUSE only. @default that file
 */
export function networkFileSystemOf(
  path: string,
  readFileSystem: ReadFileSystem = statfsSync,
  readMounts: () => string = () => readFileSync('/proc/self/mountinfo', 'utf8'),
): string | undefined {
  const type = readFileSystem(path).type >>> 0;
  if (type !== FUSE) return NETWORK_FILE_SYSTEMS.get(type);
  const name = mountedType(realpathSync(path), readMounts) ?? 'fuse';
  return LOCAL_FUSE.has(name) ? undefined : name;
}

/** The type of the mount that a path lies under. The last of those with the longest mount point covers the others. */
function mountedType(path: string, readMounts: () => string): string | undefined {
  let best: { readonly point: string; readonly type: string | undefined } | undefined;
  for (const line of readText(readMounts).split('\n')) {
    const [mount = '', source = ''] = line.split(' - ');
    const point = unescape(mount.split(' ')[4] ?? '');
    const covers = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
    if (point !== '' && covers && point.length >= (best?.point.length ?? 0)) best = { point, type: source.split(' ')[0] };
  }
  return best?.type;
}

function readText(readMounts: () => string): string {
  try {
    return readMounts();
  } catch {
    return '';
  }
}

/** Spaces and the like stand there as octal numbers. Source: proc_pid_mountinfo(5). */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));
}
