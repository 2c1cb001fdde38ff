import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../testing/bundle.js';
import type { WriterWords } from '../testing/log-writer.js';
import { sharedFolder, temporaryFolders } from '../testing/temporary-folder.js';
import { openRotatingFile } from './rotating-file.js';

const newFolder = temporaryFolders();
const programs = sharedFolder();

function allLines(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('a.log'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean));
}

describe('a rotating file', { tags: ['agent.logs', 'real'] }, () => {
  it('makes its folder at the first line, for its owner alone', () => {
    const path = join(newFolder(), 'logs', 'a.log');
    const file = openRotatingFile(path, { maxBytes: 1_000, maxFiles: 3 });
    expect(existsSync(join(path, '..'))).toBe(false);
    file.write('one\n');
    file.close();
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('one\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps so many files and no more, the newest lines in the first', () => {
    const folder = newFolder();
    const file = openRotatingFile(join(folder, 'a.log'), { maxBytes: 10, maxFiles: 3 });
    for (let line = 1; line <= 9; line += 1) file.write(`line ${line}, long\n`);
    file.close();
    expect(readdirSync(folder).toSorted()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    expect(readFileSync(join(folder, 'a.log'), 'utf8')).toBe('line 9, long\n');
    expect(readFileSync(join(folder, 'a.log.1'), 'utf8')).toBe('line 8, long\n');
    expect(readFileSync(join(folder, 'a.log.2'), 'utf8')).toBe('line 7, long\n');
  });

  it('takes changed limits at the next line', () => {
    const folder = newFolder();
    const limits = { maxBytes: 1_000, maxFiles: 2 };
    const file = openRotatingFile(join(folder, 'a.log'), limits);
    file.write('one\n');
    limits.maxBytes = 1;
    file.write('two\n');
    file.close();
    expect(readFileSync(join(folder, 'a.log.1'), 'utf8')).toBe('one\n');
  });

  it('goes on in a new file when somebody moved or removed the old one', () => {
    const path = join(newFolder(), 'a.log');
    const file = openRotatingFile(path, { maxBytes: 1_000, maxFiles: 3 });
    file.write('one\n');
    rmSync(path);
    file.write('two\n');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('two\n');
  });

  it('does not make a folder again that was removed, and loses the lines instead', () => {
    const folder = join(newFolder(), 'work');
    const file = openRotatingFile(join(folder, 'a.log'), { maxBytes: 1_000, maxFiles: 3 });
    file.write('one\n');
    rmSync(folder, { recursive: true });
    file.write('two\n');
    file.write('three\n');
    expect(existsSync(folder)).toBe(false);
    file.close();
  });

  it('never stops the work because it cannot be written', () => {
    const path = join(newFolder(), 'a.log');
    mkdirSync(path);
    const file = openRotatingFile(path, { maxBytes: 1_000, maxFiles: 3 });
    expect(() => file.write('one\n')).not.toThrow();
    file.close();
  });

  it('rotates again after a process was killed while it rotated', () => {
    const folder = newFolder();
    const path = join(folder, 'a.log');
    const file = openRotatingFile(path, { maxBytes: 1, maxFiles: 3 });
    file.write('one\n');
    const token = `${path}.rotating-${statSync(path).ino}`;
    mkdirSync(token);
    utimesSync(token, new Date(0), new Date(0));
    file.write('two\n');
    file.write('three\n');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('three\n');
    expect(readdirSync(folder)).not.toContain(token);
  });

  describe('of several processes', () => {
    let program: string;
    beforeAll(async () => {
      program = await bundle('log-writer', programs);
    });

    it('loses no line and tears none while they rotate it', async () => {
      const folder = newFolder();
      const processes = 4;
      const lines = 300;
      await Promise.all(
        Array.from({ length: processes }, (_, number) => run(program, [join(folder, 'a.log'), String(number), String(lines)])),
      );
      const written = allLines(folder);
      expect(new Set(written).size).toBe(processes * lines);
      expect(written).toHaveLength(processes * lines);
      expect(written.every((line) => /^process \d+ line \d+ x{80}$/.test(line))).toBe(true);
      expect(readdirSync(folder).length).toBeGreaterThan(3);
    });
  });
});

function run(program: string, words: WriterWords): Promise<void> {
  const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`log writer ended with ${code}`))));
  });
}
