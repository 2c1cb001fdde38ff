import type { SiteEntry, SiteFiles, Translation } from '@hostwright/core/provider';
import { settingsSchema } from './settings.js';
import { templateSchema } from './template.js';

/** One foreign key in our words; undefined when its value means nothing to us. */
type Rule = (value: unknown) => readonly (readonly [key: string, value: unknown])[] | undefined;

/** Keys of `mockprov_config.json`, in the style of the vendors' files. */
const SETTINGS_RULES: Readonly<Record<string, Rule>> = {
  MOCK_ACCOUNT: (value) => [['account', value]],
  MOCK_CLOUD_FILE: (value) => [['cloudFile', value]],
  MOCK_CREDENTIAL_SECRET: (value) => [['accessKey', value]],
  MOCK_REGION: (value) => [['region', value]],
  MOCK_SEED: (value) => [['seed', toNumber(value)]],
};

/** Keys of `mockprov_templates.json`. Source: IBM's templates for AWS, Azure and Google. */
const TEMPLATE_RULES: Readonly<Record<string, Rule>> = {
  vmType: (value) => (typeof value === 'string' ? [['machineType', splitTypes(value)]] : undefined),
  vmTypes: (value) => weighted(value),
  priceType: (value) => marketOf(value),
  spotPrice: (value) => cheapSpot(value),
  maxSpotPrice: (value) => cheapSpot(value),
  imageName: (value) => [['imageId', value]],
  zone: (value) => (typeof value === 'string' ? [['zones', split(value)]] : undefined),
  rootDeviceVolumeSize: (value) => [['volumeSizeGib', toNumber(value)]],
  withPublicIP: (value) => [['publicIp', value === true || value === 'true']],
  privateNetworkOnlyFlag: (value) => [['publicIp', !(value === true || value === 'true')]],
};

/** Reads `mockprov_config.json` and `mockprov_templates.json`. */
export const siteFiles: SiteFiles = {
  prefixes: ['mock'],
  settings: (entries) => translate(entries, SETTINGS_RULES, Object.keys(settingsSchema.shape)),
  template: (entries) => translate(entries, TEMPLATE_RULES, Object.keys(templateSchema.shape)),
};

/** Our own keys pass as they are, foreign ones as the rules say; the rest means nothing here. */
function translate(entries: readonly SiteEntry[], rules: Readonly<Record<string, Rule>>, ownKeys: readonly string[]): Translation {
  const translated = new Map<string, string>();
  const ignoredKeys: string[] = [];
  for (const { key, valueJson } of entries) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    const pairs = ownKeys.includes(key) ? [[key, JSON.parse(valueJson) as unknown] as const] : rule?.(JSON.parse(valueJson));
    if (pairs === undefined) ignoredKeys.push(key);
    for (const [ownKey, value] of pairs ?? []) translated.set(ownKey, JSON.stringify(value));
  }
  return { entries: [...translated].map(([key, valueJson]) => ({ key, valueJson })), ignoredKeys };
}

function split(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function splitTypes(text: string): string | readonly string[] {
  const types = split(text);
  return types.length > 1 ? types : text.trim();
}

/** `{"mock.small": 1, "mock.medium": 2}`: types with the units that each counts for. */
function weighted(value: unknown): ReturnType<Rule> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const weights = Object.entries(value).map(([type, weight]) => [type, toNumber(weight)] as const);
  return [
    ['machineType', weights.map(([type]) => type)],
    ['unitsPerMachine', Object.fromEntries(weights)],
  ];
}

const MARKETS: Readonly<Record<string, string>> = { ondemand: 'on-demand', spot: 'spot', heterogeneous: 'any' };

function marketOf(value: unknown): ReturnType<Rule> {
  if (typeof value !== 'string') return undefined;
  const market = value.toLowerCase();
  return [['market', Object.hasOwn(MARKETS, market) ? MARKETS[market] : value]];
}

/** A price for spot machines asks for spot machines. */
function cheapSpot(value: unknown): ReturnType<Rule> {
  return [
    ['market', 'spot'],
    ['maxPricePerHourUsd', toNumber(value)],
  ];
}

/** Vendors write numbers as numbers or as text. What is no number is left for the schema to refuse. */
function toNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}
