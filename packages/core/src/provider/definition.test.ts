import { describe, expect, it } from 'vitest';
import { defineProvider, SPECIFICATION_VERSION } from './definition.js';
import type { Schema } from './schema.js';

const anything: Schema<unknown> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }), jsonSchema: { input: () => ({}) } },
};

describe('defineProvider', () => {
  it('adds the version of the contract that it was compiled against, and lets nobody change the definition', () => {
    const create = (): never => {
      throw new Error('not used');
    };
    const definition = defineProvider({ id: 'x', name: 'X', settingsSchema: anything, templateSchema: anything, rateLimits: [], create });
    expect(definition).toMatchObject({ id: 'x', specificationVersion: SPECIFICATION_VERSION });
    expect(Object.isFrozen(definition)).toBe(true);
  });
});
