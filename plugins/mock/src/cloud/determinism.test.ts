import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { isProviderError } from '@hostwright/core/provider';
import { expect, it } from 'vitest';
import { launch, openTestSite, sweepAll } from '../testing/test-site.js';
import { read, write } from '../testing/writes.js';
import { temporaryFolders } from '../testing/temporary-folder.js';

const newFolder = temporaryFolders();

/** A history with chance in it: boots, prices, reclaims, faults by probability. Answers all rows of the file that it left. */
async function history(file: string, seed: number): Promise<Readonly<Record<string, unknown>>> {
  const site = await openTestSite({
    cloudFile: file,
    seed,
    bootTimeMs: { minMs: 1_000, maxMs: 90_000 },
    latencyMs: { minMs: 1, maxMs: 400 },
    spotReclaim: { probability: 0.4, afterMs: { minMs: 10_000, maxMs: 200_000 } },
    faults: [
      { kind: 'error', on: '*', code: 'ServiceUnavailable', when: { probability: 0.2 } },
      { kind: 'lose-reply', on: 'RunInstances', when: { probability: 0.3 } },
    ],
  });
  for (let step = 1; step <= 12; step += 1) {
    await launch(site, { units: step, token: `token-${step}`, options: { market: 'spot', volumeSizeGib: step } }).catch(ofTheCloud);
    const ids = site.control.machines().map((machine) => machine.id);
    await site.machines.terminate({ ...write(), machineIds: ids.slice(0, step) }).catch(ofTheCloud);
    await sweepAll(site).catch(ofTheCloud);
    await site.provider.catalog.quotas(read()).catch(ofTheCloud);
    site.control.advance(17_000);
  }
  await site.close();
  return dump(file);
}

/** Refusals belong to the history; anything else is a mistake. */
function ofTheCloud(error: unknown): void {
  if (!isProviderError(error) || error.errorClass === 'ContractViolation') throw error;
}

function dump(file: string): Readonly<Record<string, unknown>> {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`).all();
  const rows = Object.fromEntries(tables.map(({ name }) => [name, database.prepare(`SELECT * FROM ${String(name)}`).all()]));
  database.close();
  return rows;
}

it(
  'leaves the same file behind after the same history under the same seed, and another one under another',
  { tags: ['mock.determinism', 'simulated'] },
  async () => {
    const folder = newFolder();
    const first = await history(join(folder, 'first.db'), 7);
    const again = await history(join(folder, 'again.db'), 7);
    const other = await history(join(folder, 'other.db'), 8);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first['machines']).not.toHaveLength(0);
  },
);

it('calls no two machines alike in two clouds for which no seed was chosen', async () => {
  const folder = newFolder();
  const sites = [await openTestSite({ cloudFile: join(folder, 'east.db') }), await openTestSite({ cloudFile: join(folder, 'west.db') })];
  for (const site of sites) await launch(site, { units: 2 });
  const machines = sites.flatMap((site) => site.control.machines());
  expect(new Set(machines.map(({ id }) => id)).size).toBe(4);
  expect(new Set(machines.map(({ name }) => name)).size).toBe(4);
  for (const site of sites) await site.close();
});

it('goes on with the seed of its file where none is chosen', async () => {
  const file = join(newFolder(), 'cloud.db');
  await (await openTestSite({ cloudFile: file, seed: 7 })).close();
  const site = await openTestSite({ cloudFile: file });
  expect(await launch(site)).toBeDefined();
  await site.close();
});
