import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS } from './documents.js';
import { inRepository } from './repository.js';
import { describedProgram } from './reference/describing.js';
import { schemaKeys } from './reference/schema-keys.js';

describe('a document that is made', { tags: ['documents.reference', 'real'] }, () => {
  it.each(DOCUMENTS)('is what it would be now: $path', ({ path, make }) => {
    expect(existsSync(inRepository(path)), `write it: npm run docs`).toBe(true);
    expect(readFileSync(inRepository(path), 'utf8'), `It is stale. Write it again, and look at the difference: npm run docs`).toBe(make());
  });
});

describe('the reference of the command line', { tags: ['documents.reference', 'real'] }, () => {
  const text = DOCUMENTS.find(({ path }) => path.endsWith('cli.md'))?.make() ?? '';

  it('has a section for every command that the help shows', () => {
    const shown = describedProgram().createHelp().visibleCommands(describedProgram());
    const names = shown.map((command) => command.name()).filter((name) => name !== 'help');
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !new RegExp(`^### ${name}(?: |$)`, 'm').test(text))).toEqual([]);
  });
});

describe('the keys of a schema', { tags: ['documents.reference', 'real'] }, () => {
  it('are listed at any depth, with form, bounds and default', () => {
    const inner = { type: 'object', required: ['name'], properties: { name: { type: 'string', description: 'How.' } } };
    const keys = schemaKeys({
      properties: {
        list: { type: 'array', items: inner, default: [] },
        count: { type: 'integer', minimum: 1, maximum: 2_000 },
        level: { enum: ['a', 'b'], default: 'a' },
        group: { type: 'object', default: {}, properties: { any: {} } },
      },
    });
    expect(keys.map(({ path, form, preset }) => [path, form, preset])).toEqual([
      ['list', 'list of object', '`[]`'],
      ['list[].name', 'text', 'needed'],
      ['count', 'whole number from 1 to 2,000', ''],
      ['level', '`a`, `b`', '`"a"`'],
      ['group', 'object', ''],
      ['group.any', 'anything', ''],
    ]);
  });
});
