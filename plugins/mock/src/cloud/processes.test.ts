import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildChild, killChild, runChild } from '../testing/run-child.js';
import { launch, openTestSite, prepare, type TestSite } from '../testing/test-site.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { write } from '../testing/writes.js';

const newFolder = temporaryFolders();
const TIMEOUT_MS = 120_000;

interface Scene {
  readonly program: string;
  readonly settings: { readonly cloudFile: string };
}

async function scene(): Promise<Scene> {
  const folder = newFolder();
  return { program: await buildChild(folder), settings: { cloudFile: join(folder, 'cloud.db') } };
}

async function withSite<Result>(settings: object, body: (site: TestSite) => Promise<Result>): Promise<Result> {
  const site = await openTestSite({ time: 'real', ...settings });
  try {
    return await body(site);
  } finally {
    await site.close();
  }
}

it(
  'shows every process the same cloud: a launch repeated elsewhere answers the machines of the first try',
  { timeout: TIMEOUT_MS },
  async () => {
    const { program, settings } = await scene();
    await withSite(settings, async (site) => {
      const prepared = await prepare(site, { units: 4 });
      const [elsewhere] = await runChild(program, { settings, ...prepared, tokens: ['token-1'] });
      const here = await launch(site, { units: 4 });
      expect(elsewhere?.machineIds).toEqual(here.machines.map((machine) => machine.machineId));
      expect(site.control.machines()).toHaveLength(4);
    });
  },
);

it(
  'makes one set for one token, however many processes ask at once',
  { timeout: TIMEOUT_MS, tags: ['mock.launch', 'simulated'] },
  async () => {
    const { program, settings } = await scene();
    await withSite(settings, async (site) => {
      const prepared = await prepare(site, { units: 5 });
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => runChild(program, { settings, ...prepared, tokens: ['one', 'one', 'one', 'one'] })),
      );
      const sets = new Set(answers.flat().map((answer) => JSON.stringify(answer.machineIds)));
      expect(answers.flat()).toHaveLength(32);
      expect(sets.size).toBe(1);
      expect(site.control.machines()).toHaveLength(5);
      expect(site.control.calls('RunInstances').filter((call) => call.effect === 'created')).toHaveLength(1);
    });
  },
);

it('has each launch of a process that was killed whole or not at all, and answers for it elsewhere', { timeout: TIMEOUT_MS }, async () => {
  const { program, settings } = await scene();
  await withSite(settings, async (site) => {
    const prepared = await prepare(site, { units: 50 });
    const tokens = Array.from({ length: 2_000 }, (_, index) => `t-${index}`);
    await killChild(program, { settings, ...prepared, tokens });
    const sets = Map.groupBy(site.control.machines(), (machine) => machine.clientToken);
    expect(sets.has('t-0')).toBe(true);
    expect(sets.has('t-1999')).toBe(false);
    expect([...sets.values()].filter((set) => set.length !== 50)).toEqual([]);
    const again = await site.machines.launch({ ...write('t-0'), prepared, part: 0 });
    expect(again.machines.map((machine) => machine.machineId)).toEqual(sets.get('t-0')?.map((machine) => machine.id));
  });
});

it('holds capacity and gives out every id and address once, however many processes launch at once', { timeout: TIMEOUT_MS }, async () => {
  const { program, settings: place } = await scene();
  const settings = { ...place, capacity: { '*': 50 } };
  await withSite(settings, async (site) => {
    const prepared = await prepare(site, { units: 3 });
    const tokens = (child: number): readonly string[] => Array.from({ length: 5 }, (_, index) => `t-${child}-${index}`);
    await Promise.all(Array.from({ length: 4 }, (_, child) => runChild(program, { settings, ...prepared, tokens: tokens(child) })));
    const machines = site.control.machines();
    expect(machines).toHaveLength(50);
    expect(new Set(machines.map((machine) => machine.id)).size).toBe(50);
    expect(new Set(machines.map((machine) => machine.privateIp)).size).toBe(50);
  });
});

it('makes one set for 32 concurrent launches within one process, too', async () => {
  const site = await openTestSite();
  const prepared = await prepare(site, { units: 2 });
  const results = await Promise.all(Array.from({ length: 32 }, () => site.machines.launch({ ...write('same'), prepared, part: 0 })));
  expect(new Set(results.map((result) => JSON.stringify(result.machines.map((machine) => machine.machineId)))).size).toBe(1);
  expect(site.control.machines()).toHaveLength(2);
  await site.close();
});
