import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** A file as it stood at one moment. */
export interface WholeFile {
  readonly text: string;
  readonly stats: Stats;
  /** It looked the same before and afterwards. */
  readonly steady: boolean;
}

/** More than any file of ours has: a snapshot with thousands of templates takes a few MiB. */
const MAX_OWN_FILE_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const PROBE_BYTES = 1024;
/** Opening a pipe would wait for somebody at its other end, for ever, and no signal would be heard meanwhile. */
const WITHOUT_WAITING = constants.O_NONBLOCK;

/** Why something at a file's path is not read. `EFTYPE`: a pipe, a device or a socket; `ENODISK`: it has no size, and may have no end. */
type Unfit = 'EISDIR' | 'EFTYPE' | 'ENODISK' | 'EFBIG';

/**
 * Reads a file of a configuration, work, log or runtime folder, or a secret. Never waits: whoever may put something else in its place must
 * not stop a call with it. Every such file is read by this function.
 *
 * @param options.maxBytes - a larger file is not read. @default 64 MiB
 * @param options.admit - looks at the file that was opened, before it is read; may throw
 * @throws {NodeJS.ErrnoException} as `openSync`; and with the code `EISDIR` for a folder, `EFTYPE` for a pipe, device or socket, `ENODISK`
 *   for a file of the kernel's, `EFBIG` for one that is too large
 */
export function readOwnFile(
  path: string,
  { maxBytes = MAX_OWN_FILE_BYTES, admit }: { readonly maxBytes?: number; readonly admit?: (stats: Stats) => void } = {},
): WholeFile {
  const descriptor = openSync(path, constants.O_RDONLY | WITHOUT_WAITING);
  try {
    const stats = fstatSync(descriptor);
    refuseUnfit(path, stats, maxBytes);
    admit?.(stats);
    const text = readText(path, descriptor, stats, maxBytes);
    const after = fstatSync(descriptor);
    return { text, stats, steady: after.size === stats.size && after.mtimeMs === stats.mtimeMs };
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a file to add to it, and makes it where there is none. Never waits. @throws {NodeJS.ErrnoException} as {@link readOwnFile} */
export function openToAppend(path: string, mode: number, flags = 0): number {
  const { O_WRONLY, O_CREAT, O_APPEND } = constants;
  const descriptor = openSync(path, O_WRONLY | O_CREAT | O_APPEND | WITHOUT_WAITING | flags, mode);
  try {
    refuseUnfit(path, fstatSync(descriptor), Infinity);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function refuseUnfit(path: string, stats: Stats, maxBytes: number): void {
  if (!stats.isFile()) throw unfit(path, stats.isDirectory() ? 'EISDIR' : 'EFTYPE');
  if (stats.size > maxBytes) throw unfit(path, 'EFBIG');
}

function readText(path: string, descriptor: number, stats: Stats, maxBytes: number): string {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(total === 0 && stats.size > 0 ? stats.size : nextBytes(stats));
    const count = readSync(descriptor, chunk);
    if (count === 0) break;
    // Files of the kernel (/proc, /sys) state no size.
    if (stats.size === 0 && stats.blocks === 0 && fstatSync(descriptor).size === 0) throw unfit(path, 'ENODISK');
    total += count;
    if (total > maxBytes) throw unfit(path, 'EFBIG');
    chunks.push(chunk.subarray(0, count));
  }
  const [only, another] = chunks;
  return (another === undefined && only !== undefined ? only : Buffer.concat(chunks, total)).toString('utf8');
}

/** Most files end where they said: a small piece shows it. */
function nextBytes({ size }: Stats): number {
  return size > 0 ? PROBE_BYTES : CHUNK_BYTES;
}

function unfit(path: string, code: Unfit): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}
