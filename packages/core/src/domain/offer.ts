/** How a machine is paid for. */
export type Market = 'on-demand' | 'spot';

/**
 * One way in which a template may be launched: type x zone x market (and, where a provider has several ways to launch, handler).
 * The engine tries a template's offers in order; each try is a new generation.
 */
export interface Offer {
  /** Stable within one template, for example `c5.large/us-east-1a/spot`; at most 200 characters. */
  readonly offerId: string;
  readonly machineType: string;
  /** Undefined when the cloud chooses the zone. */
  readonly zone: string | undefined;
  readonly market: Market;
  /** On-demand or current spot price of one machine in US dollars an hour; undefined when the provider does not know it. */
  readonly pricePerHourUsd: number | undefined;
  /** Capacity units that one machine of this offer counts for, at least 1. */
  readonly unitsPerMachine: number;
}
