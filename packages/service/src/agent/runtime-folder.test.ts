import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_SOCKET_PATH_BYTES, openRuntimeFolder, RUNTIME_DIRECTORY_VARIABLE } from './runtime-folder.js';
import { temporaryFolders } from './testing/temporary-folder.js';

const newFolder = temporaryFolders();
const uid = process.getuid?.() ?? 0;

function stated(base: string): { readonly [name: string]: string } {
  return { [RUNTIME_DIRECTORY_VARIABLE]: base };
}

describe('the runtime folder', { tags: ['agent.socket', 'real'] }, () => {
  it('is made for its owner alone, and is the same each time', () => {
    const base = join(newFolder(), 'run');
    const workDirectory = newFolder();
    const runtime = openRuntimeFolder({ workDirectory, environment: stated(base) });
    expect(openRuntimeFolder({ workDirectory, environment: stated(base) })).toEqual(runtime);
    expect(statSync(base).mode & 0o777).toBe(0o700);
    expect(statSync(runtime.folder).mode & 0o777).toBe(0o700);
    expect(runtime.socketPath.startsWith(`${runtime.folder}/`)).toBe(true);
  });

  it('is another one for each work directory', () => {
    const environment = stated(newFolder());
    const folders = [newFolder(), newFolder()].map((workDirectory) => openRuntimeFolder({ workDirectory, environment }).folder);
    expect(folders[0]).not.toBe(folders[1]);
  });

  it('goes by the real path: a link to a work directory is the same work directory', () => {
    const environment = stated(newFolder());
    const workDirectory = newFolder();
    const link = join(newFolder(), 'link');
    symlinkSync(workDirectory, link);
    expect(openRuntimeFolder({ workDirectory: link, environment })).toEqual(openRuntimeFolder({ workDirectory, environment }));
  });

  it('is the same whatever the session and its temporary folder', () => {
    const workDirectory = newFolder();
    const plain = openRuntimeFolder({ workDirectory, environment: {} });
    rmSync(plain.folder, { recursive: true });
    const inSession = openRuntimeFolder({ workDirectory, environment: { XDG_RUNTIME_DIR: newFolder(), TMPDIR: newFolder() } });
    rmSync(inSession.folder, { recursive: true });
    expect(inSession).toEqual(plain);
    expect(plain.folder.startsWith(`/tmp/hostwright-${uid}/`)).toBe(true);
  });

  it('holds a socket of few bytes however deep the work directory is', () => {
    const workDirectory = join(newFolder(), 'deep'.repeat(20), 'deep'.repeat(20));
    mkdirSync(workDirectory, { recursive: true });
    const { socketPath } = openRuntimeFolder({ workDirectory, environment: stated(newFolder()) });
    expect(Buffer.byteLength(socketPath)).toBeLessThanOrEqual(MAX_SOCKET_PATH_BYTES);
  });
});

describe('a runtime folder is refused, naming it and the way out,', () => {
  const refusal = (what: RegExp): RegExp => new RegExp(`${what.source}.*${RUNTIME_DIRECTORY_VARIABLE}`);

  it('when others may enter it', () => {
    const base = newFolder();
    chmodSync(base, 0o755);
    expect(() => openRuntimeFolder({ workDirectory: newFolder(), environment: stated(base) })).toThrow(
      refusal(/may be entered by others: its mode is 755, and must be 700\. Run chmod 700 on it, or set/),
    );
  });

  it('when it belongs to somebody else', () => {
    const environment = stated(newFolder());
    expect(() => openRuntimeFolder({ workDirectory: newFolder(), environment, uid: uid + 1 })).toThrow(refusal(/belongs to user id/));
  });

  it('when it is a link, which could lead anywhere', () => {
    const base = join(newFolder(), 'link');
    symlinkSync(newFolder(), base);
    expect(() => openRuntimeFolder({ workDirectory: newFolder(), environment: stated(base) })).toThrow(refusal(/is not a folder/));
  });

  it('when it cannot be made', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(() => openRuntimeFolder({ workDirectory: newFolder(), environment: stated(join(file, 'run')) })).toThrow(
      refusal(/cannot be made/),
    );
  });

  it('when the one that was stated is relative, or too long for a socket', () => {
    const workDirectory = newFolder();
    expect(() => openRuntimeFolder({ workDirectory, environment: stated('run') })).toThrow(/not an absolute path/);
    expect(() => openRuntimeFolder({ workDirectory, environment: stated(`/${'x'.repeat(100)}`) })).toThrow(/more than 107 bytes/);
  });
});
