import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { permissionsFor } from './health/permissions.js';
import { settingsSchema } from './settings/schema.js';
import { translateSettings } from './site-files/settings.js';
import { translateTemplate } from './site-files/template.js';
import { HANDLERS } from './template/handlers.js';
import { templateKeys } from './template/keys.js';

const GUIDE = readFileSync(new URL('../../../docs/kubernetes.md', import.meta.url), 'utf8');
const RBAC = readFileSync(new URL('../rbac.yaml', import.meta.url), 'utf8');

interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
}

const jsonOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;

/** Rows of a table of keys, as the guide must have them. */
function rowsOf(schema: z.ZodType): readonly string[] {
  return Object.entries(jsonOf(schema).properties ?? {}).map(([key, { description = '', default: preset }]) => {
    const shown = preset === undefined ? '-' : `\`${JSON.stringify(preset)}\``;
    return `| \`${key}\` | ${shown} | ${description} |`;
  });
}

/** Names of all keys below the first level. */
function innerKeys(schema: JsonSchema): readonly string[] {
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? [])];
  return parts.flatMap((part) => [...Object.keys(part.properties ?? {}), ...innerKeys(part)]);
}

describe('docs/kubernetes.md', { tags: ['kubernetes.settings', 'real'] }, () => {
  it('has a line for each setting, in its own words', () => {
    expect(rowsOf(settingsSchema).filter((row) => !GUIDE.includes(row))).toEqual([]);
  });

  it('has a line for each template key, in its own words', { tags: ['kubernetes.template'] }, () => {
    expect(rowsOf(templateKeys).filter((row) => !GUIDE.includes(row))).toEqual([]);
  });

  it('names each key within them', () => {
    const inner = [settingsSchema, templateKeys].flatMap((schema) => innerKeys(jsonOf(schema)));
    expect([...new Set(inner)].filter((key) => !GUIDE.includes(`\`${key}\``))).toEqual([]);
  });

  it('says of each key of the vendors’ files what becomes of it, as it is', { tags: ['kubernetes.site-files'] }, () => {
    const rows = [...GUIDE.matchAll(/^\| `(\w+)` \| (carried|ignored): /gm)];
    expect(rows.length).toBeGreaterThan(15);
    for (const [, key = '', fate] of rows) {
      const translate = /^[A-Z]/.test(key) ? translateSettings : translateTemplate;
      const { ignoredKeys } = translate([{ key, valueJson: '"1"' }]);
      expect([key, ignoredKeys.includes(key) ? 'ignored' : 'carried']).toEqual([key, fate]);
    }
  });
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

describe('rbac.yaml', { tags: ['kubernetes.settings', 'real'] }, () => {
  it('gives in a namespace what health asks for', () => {
    const documents = parseAllDocuments(RBAC).map(
      (document) => document.toJS() as { readonly kind: string; readonly rules?: readonly Rule[] },
    );
    const rules = documents.find(({ kind }) => kind === 'Role')?.rules ?? [];
    const allowed = ({ verb, group, resource }: { readonly verb: string; readonly group: string; readonly resource: string }): boolean =>
      rules.some((rule) => rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.verbs.includes(verb));
    for (const handler of HANDLERS) expect(permissionsFor(handler).filter((permission) => !allowed(permission))).toEqual([]);
  });
});
