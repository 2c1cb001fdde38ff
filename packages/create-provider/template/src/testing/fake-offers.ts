import { CloudError } from '../cloud-client.js';
import type { CloudOffer, CloudType } from '../cloud-api.js';

/** Whose the imaginary cloud is. */
export const ACCOUNT = 'acme';
export const REGION = 'north-1';
export const ZONES = ['north-1a', 'north-1b'] as const;
/** Machines that the account may have. */
export const QUOTA = 5_000;
/** Most items of one page. */
export const PAGE_SIZE = 100;

/** What it sells. */
export const TYPES: readonly CloudType[] = [
  { name: 'small', vcpus: 2, cores: 1, memoryMib: 4_096, gpus: 0, architecture: 'x86_64', pricePerHourUsd: 0.05 },
  { name: 'large', vcpus: 16, cores: 8, memoryMib: 65_536, gpus: 0, architecture: 'x86_64', pricePerHourUsd: 0.62 },
];

/** Each type in each zone. */
export const PRICES: readonly CloudOffer[] = TYPES.flatMap((type) => ZONES.map((zone) => ({ ...type, zone, soldOut: false })));

/** Its images: the latest version of each name. */
const IMAGES: Readonly<Record<string, string>> = { linux: 'linux-2030-01' };

export function typeNamed(name: string): CloudType {
  const type = TYPES.find((one) => one.name === name);
  if (type === undefined) throw new CloudError(404, 'UnknownMachineType', `there is no machine type ${name}`, undefined);
  return type;
}

export function imageNamed(name: string): string {
  const imageId = Object.hasOwn(IMAGES, name) ? IMAGES[name] : undefined;
  if (imageId === undefined) throw new CloudError(404, 'UnknownImage', `there is no image ${name}`, undefined);
  return imageId;
}
