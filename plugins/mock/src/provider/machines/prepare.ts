import { ProviderError, type LaunchSpec, type Offer, type PreparedLaunch, type WriteInput } from '@hostwright/core/provider';
import { allTags } from '../resources.js';
import type { Session } from '../session.js';
import type { MockOptions } from '../template.js';
import { writeDocument } from './document.js';

/** As the cloud limits it; checked here too, because nothing may be left to fail after the launch was recorded. */
const MAX_USER_DATA_BYTES = 16_384;

/** Which creating call makes what a template wants. */
const GROUP_OF = { fleet: 'fleet', 'refilling-group': 'refilling' } as const;

/** Resolves the image to its version, and freezes the creating call with all its tags. */
export async function prepareLaunch(
  session: Session,
  input: WriteInput & { readonly spec: LaunchSpec<MockOptions>; readonly offer: Offer; readonly units: number },
): Promise<PreparedLaunch> {
  const { spec, offer, units, header, signal } = input;
  const { options, userData } = spec;
  if (userData !== undefined && Buffer.byteLength(userData) > MAX_USER_DATA_BYTES) {
    throw new ProviderError('InvalidTemplate', `user data may have ${MAX_USER_DATA_BYTES} bytes, not ${Buffer.byteLength(userData)}`, {
      code: 'UserDataLimitExceeded',
      subject: 'userData',
    });
  }
  const { images } = await session.read('DescribeImages', { name: options.imageId }, signal);
  const order = {
    machineType: offer.machineType,
    zone: offer.zone,
    market: offer.market,
    imageId: images[0]?.imageId ?? options.imageId,
    userData,
    tags: [...allTags(spec.tags, header)],
    unitsPerMachine: offer.unitsPerMachine,
    volumeSizeGib: options.volumeSizeGib,
    publicIp: options.publicIp,
  };
  const launch = { units, count: Math.ceil(units / offer.unitsPerMachine), order };
  if (options.launchAs === 'machines') return writeDocument({ action: 'RunInstances', ...launch });
  return writeDocument({ action: 'CreateGroup', kind: GROUP_OF[options.launchAs], ...launch });
}
