import { ProviderError, type Offer } from '@hostwright/core/provider';
import type { CloudOffer } from '../../cloud/api.js';
import { readAllPages } from '../all-pages.js';
import type { Session } from '../session.js';
import { machineTypesOf, unitsOf, type MockOptions } from '../template.js';

/** The ways in which a template may be launched, cheapest for each capacity unit first; equal ones in the template's own order. */
export async function offersOf(session: Session, options: MockOptions, signal: AbortSignal): Promise<readonly Offer[]> {
  const place = options.zones === undefined ? { anyZone: true } : { zones: options.zones };
  const wanted = { machineTypes: machineTypesOf(options), ...place };
  const found = await readAllPages((cursor) => session.read('DescribeOffers', { ...wanted, cursor }, signal));
  const offers = found.filter((offer) => isWanted(options, offer)).map((offer) => toOffer(options, offer));
  if (offers.length === 0) {
    throw new ProviderError('InvalidTemplate', `nothing costs at most ${options.maxPricePerHourUsd} US dollars an hour`, {
      subject: 'maxPricePerHourUsd',
    });
  }
  return offers.toSorted((a, b) => pricePerUnit(a) - pricePerUnit(b));
}

function isWanted(options: MockOptions, offer: CloudOffer): boolean {
  if (options.market !== 'any' && options.market !== offer.market) return false;
  return offer.pricePerHourUsd <= (options.maxPricePerHourUsd ?? Number.POSITIVE_INFINITY);
}

function toOffer(options: MockOptions, offer: CloudOffer): Offer {
  const { machineType, zone, market, pricePerHourUsd } = offer;
  return {
    offerId: [machineType, zone ?? 'any', market].join('/'),
    machineType,
    zone,
    market,
    pricePerHourUsd,
    unitsPerMachine: unitsOf(options, machineType),
  };
}

function pricePerUnit(offer: Offer): number {
  return (offer.pricePerHourUsd ?? Number.POSITIVE_INFINITY) / offer.unitsPerMachine;
}
