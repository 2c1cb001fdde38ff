import type { KeyRow } from './fates.js';
import { MACHINE_ROWS } from './machine-rows.js';
import { POOL_ROWS } from './pool-rows.js';

/** Every key of a template in every way to launch. */
export const KEY_ROWS: readonly KeyRow[] = [...POOL_ROWS, ...MACHINE_ROWS];
