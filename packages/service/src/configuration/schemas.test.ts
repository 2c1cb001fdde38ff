import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configurationSchema } from './read/configuration-schema.js';
import { templateFileSchema } from './templates/template-schema.js';

/** Published for editors; made from what the loader itself goes by. */
const PUBLISHED = {
  configuration: { schema: configurationSchema, title: 'Hostwright configuration' },
  templates: { schema: templateFileSchema, title: 'Hostwright templates' },
} as const;

const WRITE_VARIABLE = 'WRITE_SCHEMAS';
const COMMAND = `${WRITE_VARIABLE}=1 node tools/bootstrap.mjs vitest run --project @hostwright/service schemas.test.ts && node tools/bootstrap.mjs oxfmt packages/service/schemas`;

describe.each(Object.entries(PUBLISHED))(
  'the published schema schemas/%s.json',
  { tags: ['configuration.editor-schemas', 'real'] },
  (name, { schema, title }) => {
    it('is what the loader goes by', () => {
      const path = fileURLToPath(new URL(`../../schemas/${name}.json`, import.meta.url));
      const wanted: unknown = JSON.parse(JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }));
      if (process.env[WRITE_VARIABLE] === '1') {
        mkdirSync(fileURLToPath(new URL('../../schemas/', import.meta.url)), { recursive: true });
        writeFileSync(path, `${JSON.stringify(wanted, undefined, 2)}\n`);
      }
      expect(JSON.parse(readFileSync(path, 'utf8')), `It is stale. Write it again, and look at the difference: ${COMMAND}`).toEqual(wanted);
    });
  },
);
