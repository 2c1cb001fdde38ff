import type { FaultInput } from '@hostwright/provider-mock';
import { describe, expect, it } from 'vitest';
import { ids, liveIds, Lives } from './harness/lives.js';
import { seededRandom } from './harness/seeded-random.js';
import type { Site } from './harness/site.js';

/** What leaves launches in the air, or unlike what was asked. No machine that stays pending: its time would run out in any life. */
const FAULTS: readonly FaultInput[] = [
  { kind: 'lose-reply', on: 'RunInstances', when: { times: 2 } },
  { kind: 'lose-reply', on: 'CreateGroup', when: { times: 2 } },
  { kind: 'hang', on: 'RunInstances', side: 'after', durationMs: 60_000 },
  { kind: 'late', on: 'RunInstances', delayMs: 40_000 },
  { kind: 'late', on: 'TerminateInstances', delayMs: 20_000 },
  { kind: 'partial', give: 1 },
  { kind: 'error', on: 'RunInstances', code: 'InsufficientInstanceCapacity' },
  { kind: 'hide-new', durationMs: 30_000 },
  { kind: 'late-name', machines: 1, delayMs: 20_000 },
  { kind: 'die', machines: 1, afterMs: 15_000 },
];

const LAUNCHES = ['machines', 'fleet', 'refilling-group'] as const;
const CHAPTERS = 12;

/** A first life that breaks off somewhere in the middle, with a copy of its store from some moment before. */
async function firstLife(lives: Lives, seed: number): Promise<{ readonly backup: string }> {
  const { site } = lives;
  const random = seededRandom(seed * 104_729);
  const engine = site.start();
  const copiedIn = Math.floor(random.next() * CHAPTERS);
  let backup = '';
  for (let chapter = 0; chapter < CHAPTERS; chapter += 1) {
    if (chapter === copiedIn) backup = site.backup();
    const roll = random.next();
    if (roll < 0.5) await site.request(1 + Math.floor(random.next() * 3));
    else if (roll < 0.7) await giveSomeBack(site, () => random.next() < 0.3);
    else site.cloud.addFault(FAULTS[Math.floor(random.next() * FAULTS.length)]!);
    await site.advance(1_000 * Math.ceil(random.next() * 15));
  }
  engine.kill();
  return { backup };
}

async function giveSomeBack(site: Site, chosen: () => boolean): Promise<void> {
  const machines = await site.queries.machines({ live: true, unwanted: false, orphan: false });
  await site.give(machines.filter(chosen).map((machine) => machine.machineId));
}

/** Machines that the first life had no reason to end. */
async function wanted({ site }: Lives): Promise<readonly string[]> {
  const unwanted = new Set(ids(await site.queries.machines({ live: true, unwanted: true })));
  const staying = site.live().filter(({ id, state }) => (state === 'pending' || state === 'running') && !unwanted.has(id));
  return staying.map(({ id }) => id);
}

/** Lives that end of themselves: faults that let machines die are no deed of ours. */
function diedOfThemselves(site: Site): ReadonlySet<string> {
  const ended = site.cloud.machines().filter(({ endReason }) => endReason !== undefined && endReason !== 'Client.UserInitiatedShutdown');
  return new Set(ended.map(({ id }) => id));
}

async function goOn(again: Site): Promise<void> {
  again.start();
  expect(await again.ended(await again.request(2), 60 * 60_000)).toMatchObject({ outcome: 'fulfilled' });
  await again.advance(15 * 60_000);
}

function expectEachTokenMadeOneSet(again: Site): void {
  const made = again.launches().filter((call) => call.effect === 'created');
  expect(new Set(made.map((call) => call.token)).size).toBe(made.length);
}

function expectAlive(again: Site, machineIds: readonly string[]): void {
  const live = new Set(liveIds(again));
  const died = diedOfThemselves(again);
  expect(machineIds.filter((id) => !live.has(id) && !died.has(id))).toEqual([]);
}

describe('whatever was going on when the store was lost', { tags: ['recovery.rebuild.any-moment', 'simulated'] }, () => {
  const seeds = Array.from({ length: 6 }, (_, index) => index + 1);

  async function open(seed: number): Promise<Lives> {
    return Lives.open({
      seed,
      settings: { visibilityHorizonMs: 60_000, zones: ['mock-1a', 'mock-1b'] },
      options: { zones: ['mock-1a', 'mock-1b'], launchAs: LAUNCHES[seed % LAUNCHES.length] },
    });
  }

  it.each(seeds)(
    'a rebuilt store ends none of what runs, doubles nothing, and knows all of it: story %i',
    { timeout: 600_000, tags: ['fault.row-20'] },
    async (seed) => {
      const lives = await open(seed);
      await firstLife(lives, seed);
      const alive = await wanted(lives);
      const again = await lives.lost();
      await again.rebuild({ lostIncarnation: (await lives.site.queries.deployment()).deployment.incarnation });
      again.cloud.clearFaults();
      await goOn(again);
      expectAlive(again, alive);
      expectEachTokenMadeOneSet(again);
      expect(ids(await again.queries.machines({ live: true }))).toEqual(liveIds(again));
      await lives.close();
    },
  );

  it.each(seeds)(
    'a store that was restored and rebuilt does so, too: story %i',
    { timeout: 600_000, tags: ['fault.row-33'] },
    async (seed) => {
      const lives = await open(seed);
      const { backup } = await firstLife(lives, seed);
      const alive = await wanted(lives);
      const again = await lives.restored(backup);
      await again.rebuild();
      again.cloud.clearFaults();
      await goOn(again);
      expectAlive(again, alive);
      expectEachTokenMadeOneSet(again);
      expect(ids(await again.queries.machines({ live: true }))).toEqual(liveIds(again));
      await lives.close();
    },
  );
});
