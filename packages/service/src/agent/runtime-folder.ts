import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { HostFactoryError } from '@hostwright/core';
import { makeFolder } from '../make-folder.js';

/** Variables of a process, as in `process.env`. */
export type Environment = Readonly<{ [name: string]: string | undefined }>;

/** Where the agent of one work directory keeps what must lie on a local disk. */
export interface RuntimeFolder {
  readonly folder: string;
  readonly socketPath: string;
  readonly lockPath: string;
}

/** Longest path of a Unix socket: `sun_path` holds 108 bytes with the final zero. Source: unix(7). */
export const MAX_SOCKET_PATH_BYTES = 107;

/** Overrides where runtime folders lie; set it when the default belongs to somebody else. */
export const RUNTIME_DIRECTORY_VARIABLE = 'HOST_FACTORY_RUNTIME_DIR';

const OWNER_ONLY_MODE = 0o700;
const OTHERS_MASK = 0o077;
const SOCKET_NAME = 's';
const LOCK_NAME = 'lock.db';

/** What decides where a runtime folder lies. */
export interface RuntimeFolderInput {
  readonly workDirectory: string;
  readonly environment: Environment;
  /** @default the process's own */
  readonly uid?: number;
}

/**
 * Finds the owner-only folder for a work directory, and makes it where it does not exist. May be repeated: the same work directory and
 * user give the same folder.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: the folder belongs to somebody else, others may enter it, or it cannot be made
 */
export function openRuntimeFolder(input: RuntimeFolderInput): RuntimeFolder {
  const uid = uidOf(input);
  const paths = locateRuntimeFolder(input);
  makeOwnFolder(dirname(paths.folder), uid);
  makeOwnFolder(paths.folder, uid);
  return paths;
}

/**
 * Tells where the folder for a work directory, which must exist, lies or would lie. Makes and judges nothing.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: the place that the environment states cannot be used
 */
export function locateRuntimeFolder(input: RuntimeFolderInput): RuntimeFolder {
  const uid = uidOf(input);
  return pathsIn(runtimeBase(input.environment, uid), runtimeKey(input.workDirectory, uid));
}

function uidOf({ uid }: RuntimeFolderInput): number {
  return uid ?? process.getuid?.() ?? 0;
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/**
 * Tells work directories (by their real path) and users apart: FNV-1a, 64 bits. Not `node:crypto`, whose loading costs a Host Factory call
 * a tenth of its start-up time; the folder it names is protected by its owner and mode, not by this hash.
 */
function runtimeKey(workDirectory: string, uid: number): string {
  const bytes = Buffer.from(`${uid}\0${realpathSync(workDirectory)}`);
  const hash = bytes.reduce((sum, byte) => BigInt.asUintN(64, (sum ^ BigInt(byte)) * FNV_PRIME), FNV_OFFSET);
  return hash.toString(16).padStart(16, '0');
}

function pathsIn(base: string, key: string): RuntimeFolder {
  const folder = join(base, key);
  return { folder, socketPath: join(folder, SOCKET_NAME), lockPath: join(folder, LOCK_NAME) };
}

/**
 * The same for every process of a user, whatever its session or TMPDIR: they must find each other. Not XDG_RUNTIME_DIR, which goes with the
 * user's last session, while the agent stays.
 */
function runtimeBase(environment: Environment, uid: number): string {
  const stated = environment[RUNTIME_DIRECTORY_VARIABLE];
  return stated === undefined || stated === '' ? `/tmp/hostwright-${uid}` : statedBase(stated);
}

function statedBase(stated: string): string {
  if (!isAbsolute(stated)) {
    throw new HostFactoryError(
      'InvalidConfiguration',
      `${RUNTIME_DIRECTORY_VARIABLE} is "${stated}", which is not an absolute path. Set it to a folder on a local disk.`,
    );
  }
  if (fitsSocket(stated)) return stated;
  throw new HostFactoryError(
    'InvalidConfiguration',
    `${RUNTIME_DIRECTORY_VARIABLE} is "${stated}": a socket in it would have a path of more than ${MAX_SOCKET_PATH_BYTES} bytes. Set a shorter one.`,
  );
}

function fitsSocket(base: string): boolean {
  const { socketPath } = pathsIn(base, '0'.repeat(16));
  return Buffer.byteLength(socketPath) <= MAX_SOCKET_PATH_BYTES;
}

function makeOwnFolder(path: string, uid: number): void {
  try {
    makeFolder(path, OWNER_ONLY_MODE);
  } catch (error) {
    throw refusal(path, `cannot be made (${(error as Error).message})`, error);
  }
  refuseUnlessOwn(path, lstatSync(path), uid);
}

/** A folder that others own or may enter could hand us another process's socket. */
function refuseUnlessOwn(path: string, stats: Stats, uid: number): void {
  if (!stats.isDirectory()) throw refusal(path, 'is not a folder');
  if (stats.uid !== uid) throw refusal(path, `belongs to user id ${stats.uid}, not to ${uid}`);
  if ((stats.mode & OTHERS_MASK) !== 0) {
    throw refusal(
      path,
      `may be entered by others: its mode is ${(stats.mode & 0o777).toString(8)}, and must be 700`,
      undefined,
      'Run chmod 700 on it, or set',
    );
  }
}

function refusal(path: string, what: string, cause?: unknown, remedy = 'Set'): HostFactoryError {
  return new HostFactoryError(
    'InvalidConfiguration',
    `The runtime folder ${path} ${what}. ${remedy} ${RUNTIME_DIRECTORY_VARIABLE} to a folder of your own on a local disk.`,
    { cause },
  );
}
