import { readBrokenConnections } from '@hostwright/service';
import type { Services } from '../../cli/services.js';

/** Why nobody works on a connection at present; undefined where somebody does, or nothing is known against it. */
export async function whatHoldsUp(services: Services, connection: string): Promise<string | undefined> {
  const [store, queries] = await Promise.all([services.store(), services.queries()]);
  const broken = (await readBrokenConnections(store)).find(({ name }) => name === connection);
  if (broken !== undefined) return broken.message;
  const view = (await queries.connections()).find(({ state }) => state.connection === connection);
  return view?.state.halt?.message ?? view?.state.breaker.lastMessage;
}
