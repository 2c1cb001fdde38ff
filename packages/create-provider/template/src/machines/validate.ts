import { isProviderError, type OperationInput, type TemplateProblem } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import type { TemplateOptions } from '../template.js';

/** Checks a template against the cloud: what it names exists. Answers every problem, not only the first. */
export async function validate(
  session: Session,
  { options, signal }: OperationInput & { readonly options: TemplateOptions },
): Promise<readonly TemplateProblem[]> {
  const { machineType, image } = options;
  const { zones } = await session.read('ListZones', signal, (client, keys) => client.zones(keys));
  const unknownZones = (options.zones ?? []).flatMap((zone, index) =>
    zones.includes(zone) ? [] : [{ path: `zones[${index}]`, message: `there is no zone ${zone}; there are ${zones.join(', ')}` }],
  );
  return [
    ...(await problemOf('machineType', () =>
      session.read('GetMachineType', signal, (client, keys) => client.machineType(keys, machineType)),
    )),
    ...unknownZones,
    ...(await problemOf('image', () => session.read('GetImage', signal, (client, keys) => client.image(keys, image)))),
  ];
}

async function problemOf(path: string, read: () => Promise<unknown>): Promise<readonly TemplateProblem[]> {
  try {
    await read();
    return [];
  } catch (error) {
    if (!isProviderError(error) || error.errorClass !== 'InvalidTemplate') throw error;
    return [{ path, message: error.message }];
  }
}
