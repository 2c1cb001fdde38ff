import { DEFAULT_TIMING } from '@hostwright/core';
import mock from '@hostwright/provider-mock';
import { z } from 'zod';
import { configurationSchema } from '../../../../packages/service/src/configuration/read/configuration-schema.js';
import { commonTemplateSchema } from '../../../../packages/service/src/configuration/templates/template-schema.js';
import { code, madeFrom, table } from './markdown.js';
import { type JsonSchema, schemaKeys } from './schema-keys.js';

/** Providers of this repository; a plugin of others documents itself. */
const PROVIDERS = [mock];

/** docs/reference/configuration.md. */
export function configurationReference(): string {
  return [
    madeFrom('the schemas that the loader goes by'),
    '# Configuration: every key\n',
    "How the files work together, variables, secrets and other systems' files: [configuration](../configuration.md). A key that is not\nlisted here is refused, and the nearest one that is gets named. The same as JSON Schema: [schemas](schemas.md).\n",
    '## hostwright.yaml\n',
    `${keyTable(configurationSchema)}\n`,
    '## A template\n',
    "The provider's own keys stand beside these.\n",
    `${keyTable(commonTemplateSchema)}\n`,
    ...PROVIDERS.flatMap(({ id, settingsSchema, templateSchema }) => [
      `## Provider ${id}: settings of a connection\n`,
      `${keyTable(settingsSchema)}\n`,
      `## Provider ${id}: keys of a template\n`,
      `${keyTable(templateSchema)}\n`,
    ]),
  ].join('\n');
}

/** Where the schema states no default because the engine has it. */
const ENGINE_DEFAULTS = new Map(Object.entries(DEFAULT_TIMING).map(([key, value]) => [`timing.${key}`, code(String(value))]));

/** Every key of a zod schema. */
function keyTable(schema: unknown): string {
  const keys = schemaKeys(z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
  return table(
    ['Key', 'Form', 'Default', 'Effect'],
    keys.map(({ path, form, preset, meaning }) => [code(path), form, preset === '' ? (ENGINE_DEFAULTS.get(path) ?? '') : preset, meaning]),
  );
}
