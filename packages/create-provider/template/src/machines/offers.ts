import { ProviderError, type Offer, type OperationInput } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import type { TemplateOptions } from '../template.js';

/** The ways in which a template may be launched: its type in each of its zones. When one has no room, the engine tries the next. */
export async function offers(
  session: Session,
  { options, signal }: OperationInput & { readonly options: TemplateOptions },
): Promise<readonly Offer[]> {
  const { name, pricePerHourUsd } = await session.read('GetMachineType', signal, (client, keys) =>
    client.machineType(keys, options.machineType),
  );
  const { zones } = await session.read('ListZones', signal, (client, keys) => client.zones(keys));
  const wanted = options.zones === undefined ? zones : options.zones.filter((zone) => zones.includes(zone));
  if (wanted.length === 0) throw new ProviderError('InvalidTemplate', `none of its zones exists; there are ${zones.join(', ')}`);
  return [...new Set(wanted)].map((zone) => ({
    offerId: `${name}/${zone}`,
    machineType: name,
    zone,
    market: 'on-demand',
    pricePerHourUsd,
    unitsPerMachine: 1,
  }));
}
