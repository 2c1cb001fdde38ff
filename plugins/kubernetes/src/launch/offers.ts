import type { Offer, OperationInput } from '@hostwright/core/provider';
import { podPricePerHour } from '../catalog/price.js';
import type { KubernetesSession } from '../session/session.js';
import { machineTypeOf } from '../template/machine-type.js';
import { marketOf } from '../template/market.js';
import type { KubernetesOptions } from '../template/options.js';
import { readTemplate } from './compose.js';

/** The one way in which a template is launched: the scheduler chooses the node. Asks nothing. @throws {ProviderError} `InvalidTemplate` */
export async function offers(
  session: KubernetesSession,
  { options }: OperationInput & { readonly options: KubernetesOptions },
): Promise<readonly Offer[]> {
  const { handler, namespace, pod } = await readTemplate(session, { options, userData: undefined });
  return [
    {
      offerId: `${handler}/${namespace}`,
      machineType: machineTypeOf(pod),
      zone: undefined,
      market: marketOf(pod.spec),
      pricePerHourUsd: podPricePerHour(session.settings.prices, pod.spec),
      unitsPerMachine: 1,
    },
  ];
}
