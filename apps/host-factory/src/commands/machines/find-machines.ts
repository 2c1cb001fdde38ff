import type { Machine, Queries } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import { didYouMean } from '../../cli/suggest.js';
import { told } from '../../cli/told.js';

const SUGGESTED_AMONG = 1_000;

/**
 * Finds one machine by its id, else by its name: a live one before those that ended.
 *
 * @throws {CommandError} none is known by that word, or several are
 */
export async function findMachine(queries: Queries, word: string): Promise<Machine> {
  const byId = await queries.machines({ machineIds: [word] });
  const found = byId.length > 0 ? byId : await queries.machines({ name: word });
  const live = found.filter(({ goneAtMs }) => goneAtMs === undefined);
  const [machine, ...others] = live.length > 0 ? live : found;
  if (machine === undefined) {
    const known = (await queries.machines({ live: true, limit: SUGGESTED_AMONG })).flatMap(({ machineId, name }) => [machineId, name]);
    throw new CommandError(
      'machine-unknown',
      `There is no machine ${told(word)}${didYouMean(word, known) || '.'} See "host-factory machines list --all".`,
    );
  }
  if (others.length > 0) {
    const ids = [machine, ...others].map(({ machineId, connection }) => `${machineId} (${connection})`).join(', ');
    throw new CommandError('machine-ambiguous', `${told(word)} is the name of several machines: ${ids}. Name one by its id.`);
  }
  return machine;
}
