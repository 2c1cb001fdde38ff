import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './run.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hostwright-create-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function ran(...words: readonly string[]) {
  let out = '';
  let err = '';
  const code = await run(words, { out: (text) => void (out += text), err: (text) => void (err += text), terminal: undefined });
  return { code, out, err };
}

describe('create-provider', { tags: ['proof.create-provider', 'real'] }, () => {
  it('makes a plugin and says what comes next', async () => {
    const { code, out, err } = await ran(join(home, 'provider-tin'), '--package', '@acme/provider-tin');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Made @acme\/provider-tin in .*provider-tin: /);
    expect(out).toMatch(/^ {2}cd \/\S+\/provider-tin\n {2}npm install\n {2}npm test$/m);
    expect(readFileSync(join(home, 'provider-tin/src/definition.ts'), 'utf8')).toContain("id: 'tin'");
  });

  it('says how to go to a folder with a strange name', async () => {
    const { out } = await ran(join(home, "it's here"), '--id', 'here');
    expect(out).toContain(`cd '${home}/it'\\''s here'\n`);
  });

  it('refuses a folder that holds something: one line, and exit code 1', async () => {
    await ran(join(home, 'tin'));
    expect(await ran(join(home, 'tin'))).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^create-provider: \S+tin is not empty; name a new folder\n$/),
    });
  });

  it('refuses a wrong command line: one line, exit code 2, and nothing is made', async () => {
    const { code, err } = await ran(join(home, 'Tin'));
    expect(code).toBe(2);
    expect(err).toMatch(/^create-provider: "Tin" is no provider id: .*; name one with --id\n$/);
    expect(existsSync(join(home, 'Tin'))).toBe(false);
    expect((await ran('--frob')).err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('helps', async () => {
    expect(await ran('--help')).toMatchObject({ code: 0, out: expect.stringContaining('npm create @hostwright/provider my-cloud') });
    expect((await ran('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
