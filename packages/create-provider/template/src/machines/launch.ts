import type { LaunchResult, PreparedLaunch, ProviderErrorClass, Shortfall, WriteInput } from '@hostwright/core/provider';
import type { Missing } from '../cloud-api.js';
import { classOfCode } from '../errors.js';
import type { Session } from '../session.js';
import { readDocument } from './document.js';
import { observe } from './observe.js';

/** Makes the one creating call, from the document alone. The client token makes it safe to repeat. */
export async function launch(
  session: Session,
  input: WriteInput & { readonly prepared: PreparedLaunch; readonly part: number },
): Promise<LaunchResult> {
  const order = { ...readDocument(input.prepared), clientToken: input.token };
  const { machines, missing } = await session.write('CreateMachines', 'create', input, (client, keys) =>
    client.createMachines(keys, order),
  );
  return {
    machines: machines.map(observe),
    group: undefined,
    pendingUnits: 0,
    shortfall: missing === undefined ? [] : [toShortfall(missing)],
  };
}

/** Error classes that can explain missing machines. */
const REASONS: Partial<Record<ProviderErrorClass, Shortfall['reason']>> = {
  Capacity: 'Capacity',
  Quota: 'Quota',
  Throttled: 'Throttled',
  Unsupported: 'Unsupported',
  InvalidTemplate: 'InvalidTemplate',
};

/** Less than asked is a value, not an error. */
function toShortfall({ count, code, message }: Missing): Shortfall {
  const errorClass = classOfCode(code);
  return { units: count, reason: (errorClass === undefined ? undefined : REASONS[errorClass]) ?? 'Capacity', code, message };
}
