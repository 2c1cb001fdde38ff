import type { CloudBehaviour } from './behaviour.js';
import type { CloudMachineType } from './machine-types.js';

/** Price of a machine in US dollars an hour: of the zone if it has its own, else of the type, else the list price. */
export function pricePerHourUsd(
  behaviour: CloudBehaviour,
  type: CloudMachineType,
  zone: string | undefined,
  market: 'on-demand' | 'spot',
): number {
  const keys = zone === undefined ? [type.name] : [`${type.name}/${zone}`, type.name];
  for (const key of keys) {
    const own = Object.hasOwn(behaviour.prices, key) ? behaviour.prices[key] : undefined;
    const price = market === 'spot' ? own?.spotUsd : own?.onDemandUsd;
    if (price !== undefined) return price;
  }
  return market === 'spot' ? type.spotUsd : type.onDemandUsd;
}
