import { expect, vi } from 'vitest';
import { readAgentStatus } from '../status.js';
import type { TestSite } from './test-site.js';

/** Waits until an agent of the site answers. */
export async function agentOf(site: TestSite) {
  return vi.waitFor(
    async () => {
      const status = await readAgentStatus(site);
      if (status === undefined) throw new Error('no agent answers');
      return status;
    },
    { timeout: 240_000, interval: 50 },
  );
}

/** Waits until no agent of the site is left. */
export async function noAgentOf(site: TestSite): Promise<void> {
  await vi.waitFor(() => expect(site.agentPids()).toEqual([]), { timeout: 240_000, interval: 100 });
}

/** Why the site's agents decided to end. */
export function endings(site: TestSite): readonly unknown[] {
  return site.logLines('agent.log').flatMap(({ msg, end }) => (msg === 'agent is ending' ? [end] : []));
}

/** Why the site's agents ended; each that ended in good order, and said so to the last. */
export function endsOf(site: TestSite): readonly unknown[] {
  expect(site.logLines('agent.log').at(-1)).toMatchObject({ msg: 'agent ended' });
  return endings(site);
}

/** Gives back all machines, and waits until none lives. */
export async function returnEverything(site: TestSite): Promise<void> {
  const machines = site.liveMachines().map(({ id }) => ({ machineId: id }));
  const { document } = await site.call('requestReturnMachines', { machines });
  await site.complete(String(document['requestId']));
}

/** Work that stays open, so that the agent stays. */
export async function openWork(site: TestSite): Promise<void> {
  await site.complete(await site.request(1));
}
