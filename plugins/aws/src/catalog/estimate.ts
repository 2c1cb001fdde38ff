import { ProviderError, type CostEstimate, type Market, type OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { AwsOptions } from '../template/options.js';
import { dedicatedPricesOf, onDemandPricesOf } from './on-demand-prices.js';
import { spotPricesOf } from './spot-prices.js';
import { typesOfTemplate } from './template-types.js';

/** What one machine costs on one market: the cheapest type that the template allows. */
interface CheapestHour {
  readonly machineType: string;
  readonly pricePerHourUsd: number;
}

/** Estimates what machines of a template cost: of each market's part the cheapest type there, volumes and traffic left out. */
export async function estimate(
  session: AwsSession,
  input: OperationInput & { readonly options: AwsOptions; readonly count: number; readonly durationHours: number },
): Promise<CostEstimate> {
  const { options, count, durationHours } = input;
  const parts = await Promise.all(
    marketParts(options, count).map(async ({ market, machines }) => ({
      market,
      machines,
      hour: await cheapest(session, options, market, input),
    })),
  );
  const perHourUsd = parts.reduce((sum, { machines, hour }) => sum + machines * hour.pricePerHourUsd, 0);
  const assumptions = [
    ...parts.map(({ market, machines, hour }) => `${machines} of ${count} machines are ${hour.machineType} on the ${market} market`),
    ...(parts.some(({ market }) => market === 'spot') ? ['the spot price stays as it is, in the cheapest zone'] : []),
    'the machines run Linux without licences',
    'volumes, addresses and traffic cost nothing',
  ];
  return { totalUsd: perHourUsd * durationHours, perHourUsd, durationHours, assumptions };
}

/** How many machines each market gives; of a mixed template the base first, then the share of the rest, rounded up. */
function marketParts(
  { market, onDemandBase, onDemandPercent }: AwsOptions,
  count: number,
): readonly { readonly market: Market; readonly machines: number }[] {
  if (market !== 'mixed') return [{ market, machines: count }];
  const base = Math.min(onDemandBase, count);
  const onDemand = base + Math.ceil(((count - base) * onDemandPercent) / 100);
  const parts = [
    { market: 'on-demand', machines: onDemand },
    { market: 'spot', machines: count - onDemand },
  ] as const;
  return parts.filter(({ machines }) => machines > 0);
}

async function cheapest(session: AwsSession, options: AwsOptions, market: Market, input: OperationInput): Promise<CheapestHour> {
  const names = await namesOn(session, options, market, input);
  const hours = market === 'on-demand' ? await onDemandHours(session, options, names, input) : await spotHours(session, names, input);
  const [lowest] = hours.toSorted((a, b) => a.pricePerHourUsd - b.pricePerHourUsd);
  if (lowest !== undefined) return lowest;
  throw new ProviderError('Unsupported', `no ${market} price is known for ${names.slice(0, 5).join(', ')} in ${session.region}`, {
    subject: 'price',
  });
}

/** A template may name other types for its on-demand part. */
async function namesOn(session: AwsSession, options: AwsOptions, market: Market, input: OperationInput): Promise<readonly string[]> {
  const own =
    market === 'on-demand' && options.onDemandTypes !== undefined
      ? { ...options, types: undefined }
      : { ...options, onDemandTypes: undefined };
  return (await typesOfTemplate(session, own, input)).map(({ name }) => name);
}

async function onDemandHours(
  session: AwsSession,
  { tenancy }: AwsOptions,
  names: readonly string[],
  input: OperationInput,
): Promise<readonly CheapestHour[]> {
  if (tenancy === 'host')
    throw new ProviderError('Unsupported', 'a dedicated host is paid for as a whole, not by the machine: no price', { subject: 'tenancy' });
  const prices = await (tenancy === 'dedicated' ? dedicatedPricesOf : onDemandPricesOf)(session).some(names, input);
  return [...prices].map(([machineType, { value }]) => ({ machineType, pricePerHourUsd: value }));
}

async function spotHours(session: AwsSession, names: readonly string[], input: OperationInput): Promise<readonly CheapestHour[]> {
  const prices = await spotPricesOf(session).some(names, input);
  return [...prices].flatMap(([machineType, { value }]) =>
    [...value.values()].map((pricePerHourUsd) => ({ machineType, pricePerHourUsd })),
  );
}
