import type { Termination } from '@hostwright/core/provider';
import type { PodPlace } from '../machine-id.js';

/** One machine that is to end. */
export interface Order {
  readonly machineId: string;
  readonly place: PodPlace;
}

/** What became of orders, by machine. */
export type Terminations = readonly Termination[];

/** The same answer about several machines. */
export function allOf(orders: readonly Order[], answer: Omit<Termination, 'machineId'>): Terminations {
  return orders.map(({ machineId }) => ({ machineId, ...answer }));
}
