import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_INPUT_BYTES } from '@hostwright/host-factory-protocol';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readInputFile } from './input-file.js';

describe('reading an input file', () => {
  it('gives its text, whatever it holds', () => {
    const file = join(temporaryFolder(), 'in');
    for (const text of ['', '{}', '\uFEFF{"a":"ü"}', '{"cut']) {
      writeFileSync(file, text);
      expect(readInputFile(file)).toEqual({ text });
    }
  });

  it('gives a text of several chunks whole', () => {
    const file = join(temporaryFolder(), 'in');
    const text = JSON.stringify({ machines: Array.from({ length: 20_000 }, (_, index) => ({ name: `höst-${index}` })) });
    writeFileSync(file, text);
    expect(readInputFile(file)).toEqual({ text });
  });

  it('refuses a file of 100 MB without reading it', () => {
    const file = join(temporaryFolder(), 'in');
    writeFileSync(file, '');
    truncateSync(file, 100 * 1024 * 1024);
    expect(readInputFile(file)).toEqual({ problem: expect.stringContaining(String(MAX_INPUT_BYTES / 1024 / 1024)) });
  });

  it('refuses what never ends after the largest size', () => {
    expect(readInputFile('/dev/zero')).toHaveProperty('problem');
  });

  it('does not wait for the writer of a named pipe', () => {
    const pipe = join(temporaryFolder(), 'pipe');
    expect(spawnSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', pipe]).status).toBe(0);
    expect(readInputFile(pipe)).toEqual({ text: '' });
  });

  it('says what is wrong with a file that cannot be read', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'd'));
    expect(readInputFile(join(folder, 'none'))).toEqual({ problem: expect.stringMatching(/cannot be read: ENOENT/) });
    expect(readInputFile(join(folder, 'd'))).toEqual({ problem: expect.stringMatching(/cannot be read: EISDIR/) });
    expect(readInputFile('a\0b')).toHaveProperty('problem');
  });
});
