import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOwnFile } from '../own-file.js';

/** What the agent tells about itself in its work directory. */
export interface AgentPointer {
  readonly socketPath: string;
  readonly pid: number;
  /** Host on which it runs: another host cannot use its socket. */
  readonly host: string;
  readonly build: AgentBuild;
  readonly startedAtMs: number;
}

/** Which program an agent runs. */
export interface AgentBuild {
  /** The file that Node was started with. */
  readonly programPath: string;
  readonly version: string;
  /** When its program file was last written; tells builds of one version apart. */
  readonly builtAtMs: number;
  /** Newest store schema that it knows. */
  readonly schemaVersion: number;
}

/** The pointer for programs. */
export const POINTER_NAME = 'agent.json';
/** One line, the socket's path: for the shell scripts, which parse no JSON. */
export const SOCKET_POINTER_NAME = 'agent.sock.path';

/** Writes both pointer files, each whole or not at all. */
export function writePointer(workDirectory: string, pointer: AgentPointer): void {
  replaceFile(join(workDirectory, POINTER_NAME), `${JSON.stringify(pointer)}\n`);
  replaceFile(join(workDirectory, SOCKET_POINTER_NAME), `${pointer.socketPath}\n`);
}

/** Reads the pointer; undefined when there is none or it cannot be read as one. */
export function readPointer(workDirectory: string): AgentPointer | undefined {
  try {
    const value: unknown = JSON.parse(readOwnFile(join(workDirectory, POINTER_NAME)).text);
    return isPointer(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Removes both files when they still speak of process `pid`. */
export function removePointer(workDirectory: string, pid: number): void {
  if (readPointer(workDirectory)?.pid !== pid) return;
  rmSync(join(workDirectory, SOCKET_POINTER_NAME), { force: true });
  rmSync(join(workDirectory, POINTER_NAME), { force: true });
}

function replaceFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, path);
}

function isPointer(value: unknown): value is AgentPointer {
  if (typeof value !== 'object' || value === null) return false;
  const { socketPath, pid, host, build, startedAtMs } = value as Partial<AgentPointer>;
  return (
    typeof socketPath === 'string' &&
    typeof pid === 'number' &&
    typeof host === 'string' &&
    typeof startedAtMs === 'number' &&
    isBuild(build)
  );
}

/** Whether a value that came from outside describes a build. */
export function isBuild(value: unknown): value is AgentBuild {
  if (typeof value !== 'object' || value === null) return false;
  const { programPath, version, builtAtMs, schemaVersion } = value as Partial<AgentBuild>;
  return (
    typeof programPath === 'string' && typeof version === 'string' && typeof builtAtMs === 'number' && typeof schemaVersion === 'number'
  );
}
