import { statfsSync } from 'node:fs';
import { StoreError } from '@hostwright/core/ports';

/** Tells the type of the file system that a path lies on; `node:fs` has it. */
export type ReadFileSystem = (path: string) => { readonly type: number };

/**
 * File systems whose locks or shared memory do not hold between hosts.
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
]);

/**
 * Refuses a path on a network file system. Costs one system call.
 *
 * @param path - an existing folder or file
 * @param readFileSystem - @default `statfsSync` of node:fs
 * @throws {StoreError} `unsupported-file-system`
 */
export function checkFileSystem(path: string, readFileSystem: ReadFileSystem = statfsSync): void {
  const name = NETWORK_FILE_SYSTEMS.get(readFileSystem(path).type >>> 0);
  if (name === undefined) return;
  throw new StoreError(
    'unsupported-file-system',
    `'${path}' lies on ${name}, a network file system, where an embedded store cannot keep what it acknowledged. ` +
      'Configure a work directory on a local disk.',
  );
}
