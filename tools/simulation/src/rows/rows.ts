import { CALLERS } from './callers.js';
import { CALLS } from './calls.js';
import { CLOUDS } from './clouds.js';
import { CRASHES } from './crashes.js';
import { STORES } from './stores.js';

/** Every fault that histories are made of, by its row in the fault table. */
export const ROWS = { ...CRASHES, ...CALLS, ...CALLERS, ...STORES, ...CLOUDS };

/** Names a row of the fault table that the simulation makes happen. */
export type RowName = keyof typeof ROWS;

/** Rows that no simulation of one process and one kind of store can show, and why. */
export const EXEMPT = {
  'row-24': 'a plugin that crashes, hangs or grows takes its process along as long as plugins run inside the engine’s process',
  'row-26': 'a partition of PostgreSQL needs PostgreSQL, which the store does not speak yet',
  'row-29': 'an old and a new binary at once are two builds, and a history runs one',
} as const;
