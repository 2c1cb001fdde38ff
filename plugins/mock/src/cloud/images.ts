import type { CloudImage } from './api.js';
import { CloudError } from './errors.js';
import type { Turn } from './turn.js';

interface ImageRow {
  readonly name: string;
  readonly latest_version: number;
  readonly removed: number;
}

/** Resolves `NAME` to its latest version, `NAME@VERSION` to that one. @throws {CloudError} `InvalidImage.NotFound` */
export function findImage(turn: Turn, wanted: string): CloudImage {
  const [name = '', version] = wanted.split('@');
  const row = turn.sql.get<ImageRow>('SELECT * FROM images WHERE name = :name', { name });
  const number = version === undefined ? row?.latest_version : Number(version);
  const exists = row !== undefined && row.removed === 0 && number !== undefined && Number.isInteger(number) && number >= 1;
  if (!exists || number > row.latest_version) throw new CloudError('InvalidImage.NotFound', `the image ${wanted} does not exist`);
  return { imageId: `${name}@${number}`, name, version: number };
}
