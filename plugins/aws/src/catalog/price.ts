/** Dearest hour that is believed, in US dollars; the dearest machine of 2026 costs less than a thousand. */
const MOST_USD_PER_HOUR = 100_000;

/** Reads a price as AWS writes it, `0.0960000000`; undefined for what is no price of a machine: nothing, 0, less than 0, no number. */
export function toPriceUsd(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,9}(\.\d{1,20})?$/.test(text)) return undefined;
  const price = Number(text);
  return price > 0 && price <= MOST_USD_PER_HOUR ? price : undefined;
}
