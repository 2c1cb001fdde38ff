import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Arguments } from './arguments.js';
import { choose } from './choose.js';
import { Refusal, UsageError } from './refusal.js';

const nothing: Arguments = { folder: undefined, id: undefined, title: undefined, packageName: undefined, yes: false };

/** Somebody who types these lines, each when a question stands there, and then leaves. */
async function asked(given: Partial<Arguments>, ...lines: readonly string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const printed = text(output.pipe(new PassThrough()));
  const waiting = [...lines];
  output.on('data', (chunk: Buffer) => {
    if (!chunk.toString().endsWith(': ')) return;
    const line = waiting.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  const choice = await choose({ ...nothing, ...given }, { input, output }).catch((error: unknown) => error);
  output.end();
  return { choice, printed: await printed };
}

describe('without a terminal', () => {
  it('every name comes from the folder', async () => {
    expect(await choose({ ...nothing, folder: '/somewhere/provider-tin' }, undefined)).toEqual({
      folder: '/somewhere/provider-tin',
      id: 'tin',
      title: 'Tin',
      packageName: 'hostwright-provider-tin',
    });
  });

  it.each<[Partial<Arguments>, RegExp]>([
    [{}, /^it is not given; name a folder: npm create @hostwright\/provider my-cloud$/],
    [{ folder: 'My Cloud' }, /^"My Cloud" is no provider id: .*; name one with --id$/],
    [{ folder: 'x', id: 'X' }, /"X" is no provider id/],
    [{ folder: 'x', title: 'a"b' }, /is no name/],
    [{ folder: 'x', packageName: 'A' }, /"A" is no name of an npm package/],
  ])('%j is refused', async (given, says) => {
    const choosing = choose({ ...nothing, ...given }, undefined);
    await expect(choosing).rejects.toThrow(UsageError);
    await expect(choosing).rejects.toThrow(says);
  });
});

describe('at a terminal', () => {
  it('what is not given is asked for, and an empty line takes what is suggested', async () => {
    const { choice, printed } = await asked({}, 'tin', '', 'Tin & Sons', '');
    expect(choice).toEqual({ folder: 'tin', id: 'tin', title: 'Tin & Sons', packageName: 'hostwright-provider-tin' });
    expect(printed).toContain('Id of the provider (tin): ');
    expect(printed).toContain('Name of the cloud (Tin): ');
  });

  it('a name that is not allowed is asked for again', async () => {
    const { choice, printed } = await asked({ folder: 'My Cloud', title: 'T', packageName: 'p' }, '', 'My', 'mine');
    expect(choice).toMatchObject({ id: 'mine' });
    expect(printed.match(/Id of the provider: /g)).toHaveLength(3);
    expect(printed).toContain('"My" is no provider id');
  });

  it('lines that were pasted at once answer one question each', async () => {
    const input = new PassThrough();
    input.end('tin\n\n\n@acme/provider-tin\n');
    expect(await choose(nothing, { input, output: new PassThrough().resume() })).toEqual({
      folder: 'tin',
      id: 'tin',
      title: 'Tin',
      packageName: '@acme/provider-tin',
    });
  });

  it('whoever leaves has made nothing', async () => {
    const { choice } = await asked({}, 'tin');
    expect(choice).toBeInstanceOf(Refusal);
  });
});
