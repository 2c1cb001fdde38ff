import { ApiError } from '../server/api-error.ts';
import type { Tag } from './tag-sets.ts';

export interface Image {
  readonly id: string;
  readonly name: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly ownerId: string;
  readonly ownerAlias: string | undefined;
  readonly createdAt: string;
  readonly rootDevice: string;
  readonly snapshotId: string;
  tags: readonly Tag[];
}

const AMAZON = { ownerId: '137112412989', ownerAlias: 'amazon', rootDevice: '/dev/xvda', tags: [] };

/** Images that exist everywhere, of the ids that moto's default catalogue has too where it has them. */
export function defaultImages(): Map<string, Image> {
  const images: readonly Image[] = [
    {
      ...AMAZON,
      id: 'ami-12c6146b',
      name: 'amzn2-ami-hvm-2.0.20240131.0-x86_64-gp2',
      architecture: 'x86_64',
      createdAt: '2024-01-31T00:00:00.000Z',
      snapshotId: 'snap-0a1b2c3d4e5f60001',
    },
    {
      ...AMAZON,
      id: 'ami-0abcdef1234567890',
      name: 'al2023-ami-2023.6.20250107.0-kernel-6.1-x86_64',
      architecture: 'x86_64',
      createdAt: '2025-01-07T00:00:00.000Z',
      snapshotId: 'snap-0a1b2c3d4e5f60002',
    },
    {
      ...AMAZON,
      id: 'ami-0abcdef1234567891',
      name: 'al2023-ami-2023.6.20250107.0-kernel-6.1-arm64',
      architecture: 'arm64',
      createdAt: '2025-01-07T00:00:00.000Z',
      snapshotId: 'snap-0a1b2c3d4e5f60003',
    },
    {
      ...AMAZON,
      id: 'ami-0abcdef1234567880',
      name: 'al2023-ami-2023.5.20241001.0-kernel-6.1-x86_64',
      architecture: 'x86_64',
      createdAt: '2024-10-01T00:00:00.000Z',
      snapshotId: 'snap-0a1b2c3d4e5f60004',
    },
  ];
  return new Map(images.map((image) => [image.id, { ...image }]));
}

/** Public SSM parameters that name images. */
export const IMAGE_PARAMETERS: Readonly<Record<string, string>> = {
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64': 'ami-0abcdef1234567890',
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64': 'ami-0abcdef1234567890',
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64': 'ami-0abcdef1234567891',
  '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2': 'ami-12c6146b',
};

/** @throws {ApiError} InvalidAMIID.Malformed, InvalidAMIID.NotFound */
export function imageById(images: ReadonlyMap<string, Image>, id: string): Image {
  if (!/^ami-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id))
    throw new ApiError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  const image = images.get(id);
  if (image === undefined) throw new ApiError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  return image;
}
