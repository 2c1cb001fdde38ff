import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { meaningOfCode } from './errors/error-table.js';
import { settingsSchema } from './settings/schema.js';
import { translateSettings } from './site-files/settings.js';
import { translateTemplate } from './site-files/template.js';
import { templateKeys } from './template/keys.js';

const GUIDE = readFileSync(new URL('../../../docs/aws.md', import.meta.url), 'utf8');

interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
}

/** Rows of a table of keys, as the guide must have them. */
function rowsOf(schema: z.ZodType): readonly string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return Object.entries(properties).map(([key, { description = '', default: preset }]) => {
    const shown = preset === undefined ? (required.includes(key) ? '**needed**' : '-') : `\`${JSON.stringify(preset)}\``;
    return `| \`${key}\` | ${shown} | ${description} |`;
  });
}

/** Names of all keys below the first level. */
function innerKeys(schema: JsonSchema): readonly string[] {
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return parts.flatMap((part) => [...Object.keys(part.properties ?? {}), ...innerKeys(part)]);
}

describe('docs/aws.md', { tags: ['aws.settings', 'real'] }, () => {
  it('has a line for each setting, in its own words', () => {
    expect(rowsOf(settingsSchema).filter((row) => !GUIDE.includes(row))).toEqual([]);
  });

  it('has a line for each template key, in its own words', () => {
    expect(rowsOf(templateKeys).filter((row) => !GUIDE.includes(row))).toEqual([]);
  });

  it('names each key within them', () => {
    const inner = [settingsSchema, templateKeys].flatMap((schema) =>
      innerKeys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema),
    );
    expect([...new Set(inner)].filter((key) => !GUIDE.includes(`\`${key}\``))).toEqual([]);
  });

  it('says of each key of the vendor’s files what becomes of it, as it is', { tags: ['aws.site-files'] }, () => {
    const others: Readonly<Record<string, unknown>> = {
      AWS_CREDENTIAL_RENEW_MARGIN: { AWS_CREDENTIAL_SCRIPT: '/s' },
      AWS_PROXY_PORT: { AWS_PROXY_HOST: 'h' },
      percentOnDemand: { priceType: 'heterogeneous' },
      vmTypesOnDemand: { priceType: 'heterogeneous' },
      onDemandCapacity: { priceType: 'heterogeneous' },
      maxSpotPrice: { priceType: 'spot' },
      poolsCount: { priceType: 'spot', allocationStrategy: 'lowestPrice' },
      launchTemplateVersion: { launchTemplateId: 'lt-1' },
      onDemandTargetCapacityRatio: { ec2FleetConfig: '/f' },
      efaCount: { interfaceType: 'efa' },
      iops: { volumeType: 'gp3' },
      allocationStrategy: { priceType: 'spot' },
    };
    const rows = [...GUIDE.matchAll(/^\| `(\w+)` \| (carried|ignored): /gm)];
    expect(rows.length).toBeGreaterThan(40);
    for (const [, key = '', fate] of rows) {
      const translate = /^[A-Z]/.test(key) ? translateSettings : translateTemplate;
      const entries = Object.entries({ ...(others[key] as object | undefined), [key]: '1' }).map(([name, value]) => ({
        key: name,
        valueJson: JSON.stringify(value),
      }));
      expect([key, translate(entries).ignoredKeys.includes(key) ? 'ignored' : 'carried']).toEqual([key, fate]);
    }
  });

  it('tells in which class the errors are that people meet', { tags: ['aws.errors'] }, () => {
    const rows = [...GUIDE.matchAll(/^\| `([\w.]+)` \| (\w+) \|/gm)].filter(([, , meaning = '']) => /^[A-Z]/.test(meaning));
    expect(rows.length).toBeGreaterThan(5);
    for (const [, code = '', meaning] of rows) expect([code, meaningOfCode(code)?.meaning]).toEqual([code, meaning]);
  });
});
