import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProviderError } from '@hostwright/core/provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretReader } from './secrets.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string, mode: number): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('a secret', { tags: ['configuration.secrets', 'real'] }, () => {
  it.each([0o600, 0o400, 0o640, 0o440])('is read from a file of mode %o, without its last line end', async (mode) => {
    put('key', 'a\nb\n', mode);
    expect(await createSecretReader(folder, {})('file:key')).toBe('a\nb');
  });

  it('is read anew each time, from an absolute path, too', async () => {
    const path = put('key', 'one', 0o600);
    const read = createSecretReader('/', {});
    expect(await read(`file:${path}`)).toBe('one');
    writeFileSync(path, 'two');
    expect(await read(`file:${path}`)).toBe('two');
  });

  it.each([0o644, 0o604, 0o666, 0o660, 0o601, 0o620])('is refused in a file of mode %o', async (mode) => {
    put('key', 'canary', mode);
    const reading = createSecretReader(folder, {})('file:key');
    await expect(reading).rejects.toThrow(`may be read or changed by others (mode ${mode.toString(8)})`);
    await expect(reading).rejects.toSatisfy((error) => isProviderError(error) && error.errorClass === 'InvalidSettings');
  });

  it.each([
    ['file:none', /none cannot be read: it does not exist/],
    ['file:.', /may be read|it is a folder/],
    ['env:NONE', /NONE is not set/],
    ['env:EMPTY', /EMPTY is not set/],
    ['env:toString', /toString is not set/],
    ['env:', /malformed/],
    ['file:', /malformed/],
    ['vault:x', /malformed/],
    ['', /malformed/],
  ])('is refused by the reference %j', async (reference, message) => {
    await expect(createSecretReader(folder, { EMPTY: '' })(reference)).rejects.toThrow(message);
  });

  it('is read from a variable', async () => {
    expect(await createSecretReader(folder, { TOKEN: 'x' })('env:TOKEN')).toBe('x');
  });
});
