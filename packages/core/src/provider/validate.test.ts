import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Schema, SchemaResult } from './schema.js';
import { validateWith } from './validate.js';

function schema<Output>(validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>): Schema<Output> {
  return { '~standard': { version: 1, vendor: 'test', validate, jsonSchema: { input: () => ({}) } } };
}

function failing(path: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined): Schema<string> {
  return schema(() => ({ issues: [path === undefined ? { message: 'wrong' } : { message: 'wrong', path }] }));
}

describe('validateWith', { tags: ['plugins.settings', 'real'] }, () => {
  it('answers the value as the schema returns it, with defaults and transforms', async () => {
    expect(
      await validateWith(
        schema((value) => ({ value: { seen: value, zone: 'a' } })),
        1,
      ),
    ).toEqual({ value: { seen: 1, zone: 'a' } });
  });

  it('waits for a schema that answers later', async () => {
    expect(
      await validateWith(
        schema((value) => Promise.resolve({ value })),
        1,
      ),
    ).toEqual({ value: 1 });
  });

  it('passes on every issue, in order', async () => {
    const two = schema(() => ({ issues: [{ message: 'one', path: ['a'] }, { message: 'two' }] }));
    expect(await validateWith(two, 1)).toEqual({
      issues: [
        { path: 'a', message: 'one' },
        { path: '', message: 'two' },
      ],
    });
  });

  it.each([
    [undefined, '', ''],
    [[], 'settings', 'settings'],
    [['zones', 0], '', 'zones[0]'],
    [['zones', 0, 'name'], 'connections[1].settings', 'connections[1].settings.zones[0].name'],
    [['zones', '0'], '', 'zones[0]'],
    [[{ key: 'vmTypes' }, { key: 'c5.large' }], 'options', 'options.vmTypes["c5.large"]'],
    [[0], 'templates', 'templates[0]'],
    [['', '__proto__'], 'a', 'a[""].__proto__'],
    [[Symbol.for('x y')], 'a', 'a["Symbol(x y)"]'],
    [['http-proxy'], '', 'http-proxy'],
  ] as const)('writes the path %j below %j as %j', async (path, start, expected) => {
    expect(await validateWith(failing(path), 1, start)).toEqual({ issues: [{ path: expected, message: 'wrong' }] });
  });

  it.each([
    [
      'throws',
      schema<string>(() => {
        throw new Error('no such table');
      }),
      'no such table',
    ],
    ['rejects', schema<string>(() => Promise.reject(new Error('no such table'))), 'no such table'],
    ['answers nothing', schema<string>(() => undefined as unknown as SchemaResult<string>), 'undefined'],
  ])('makes an issue of a schema that %s', async (_what, broken, reason) => {
    const result = await validateWith(broken, 1, 'settings');
    expect(result.issues).toEqual([
      { path: 'settings', message: expect.stringContaining("the plugin's schema could not check it") as string },
    ]);
    expect(result.issues?.[0]?.message).toContain(reason);
  });

  describe('with a schema that never settles', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it('gives up after ten seconds', async () => {
      const result = validateWith(
        schema<string>(() => new Promise(() => undefined)),
        1,
        'settings',
      );
      await vi.advanceTimersByTimeAsync(10_000);
      expect((await result).issues?.[0]?.message).toContain('no verdict within 10000 ms');
    });
  });
});
