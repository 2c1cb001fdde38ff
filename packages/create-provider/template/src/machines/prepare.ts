import { ProviderError, tagsOfHeader, type LaunchSpec, type Offer, type PreparedLaunch, type WriteInput } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import type { TemplateOptions } from '../template.js';
import { writeDocument } from './document.js';

/** Source: the cloud's page on user data. */
const MAX_USER_DATA_BYTES = 16_384;

/** Does all reads of a launch and freezes what they gave: an image that is replaced meanwhile changes nothing any more. */
export async function prepare(
  session: Session,
  input: WriteInput & { readonly spec: LaunchSpec<TemplateOptions>; readonly offer: Offer; readonly units: number },
): Promise<PreparedLaunch> {
  const { spec, offer, units, header, signal } = input;
  const { options, userData } = spec;
  if (userData !== undefined && Buffer.byteLength(userData) > MAX_USER_DATA_BYTES) {
    throw new ProviderError('InvalidTemplate', `user data may have ${MAX_USER_DATA_BYTES} bytes`, { subject: 'userData' });
  }
  const { imageId } = await session.read('GetImage', signal, (client, keys) => client.image(keys, options.image));
  // Ours last: no other tag takes the place of one that says whose the machine is.
  const tags = new Map([...spec.tags, ...tagsOfHeader(header)].map((tag) => [tag.key, tag]));
  return writeDocument({ count: units, type: offer.machineType, zone: offer.zone, imageId, userData, tags: [...tags.values()] });
}
