import { z } from 'zod';
import { toPriceUsd } from './price.js';
import { isTypeName } from './type-facts.js';

/** On whose hardware a machine runs, in the price list's words. */
export type Tenancy = 'Shared' | 'Dedicated';

/** The few parts that are read of one product of the price list (format `aws_v1`). */
const productSchema = z.object({
  product: z.object({
    attributes: z.object({
      instanceType: z.string(),
      regionCode: z.string(),
      operatingSystem: z.string(),
      tenancy: z.string(),
      preInstalledSw: z.string(),
      capacitystatus: z.string(),
      /** `CapacityBlock` for what is bought beforehand. */
      marketoption: z.string().default('OnDemand'),
    }),
  }),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.object({
        priceDimensions: z.record(z.string(), z.object({ unit: z.string(), pricePerUnit: z.object({ USD: z.string().optional() }) })),
      }),
    ),
  }),
});

/**
 * Reads one product, JSON within JSON, as GetProducts answers it. Undefined when it is not what was asked for, or carries no price in US
 * dollars an hour: answers are checked again, since a filter that the service does not know would let everything through.
 */
export function toPricedType(
  text: unknown,
  wanted: { readonly region: string; readonly tenancy: Tenancy; readonly name?: string },
): { readonly name: string; readonly pricePerHourUsd: number } | undefined {
  const parsed = productSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { product, terms } = parsed.data;
  const { instanceType: name, regionCode, operatingSystem, tenancy, preInstalledSw, capacitystatus, marketoption } = product.attributes;
  const isAsked = regionCode === wanted.region && tenancy === wanted.tenancy && (wanted.name === undefined || wanted.name === name);
  const isPlain = operatingSystem === 'Linux' && preInstalledSw === 'NA' && capacitystatus === 'Used' && marketoption === 'OnDemand';
  if (!isAsked || !isPlain || !isTypeName(name)) return undefined;
  const prices = Object.values(terms.OnDemand)
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .flatMap(({ unit, pricePerUnit }) => (unit === 'Hrs' ? (toPriceUsd(pricePerUnit.USD) ?? []) : []));
  return prices.length === 0 ? undefined : { name, pricePerHourUsd: Math.max(...prices) };
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
