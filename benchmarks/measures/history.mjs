import { copyFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainFigure } from '../lib/figures.mjs';
import { fillHistory } from '../lib/history.mjs';
import { interleave, median, quantile } from '../lib/measure.mjs';
import { makeSite, waitForEnd } from '../lib/site.mjs';

const MACHINES = 1_000_000;
const FIRST_QUERY = join(dirname(dirname(fileURLToPath(import.meta.url))), 'lib/first-query.mjs');

/** e2: opening a store and asking the first questions, with a history of a million machines and without. */
export async function measureHistory(/** @type {number} */ runs) {
  const site = makeSite({ templates: [{ templateId: 'small', maxNumber: -1, machineType: 'mock.small' }], agent: 'auto' });
  try {
    await useOnce(site);
    const [empty, full] = ['empty.db', 'full.db'].map((name) => join(site.root, name));
    if (empty === undefined || full === undefined) throw new Error('no names');
    for (const file of [empty, full]) copyFileSync(join(site.work, 'hostwright.db'), file);
    fillHistory(full, MACHINES);
    const program = (/** @type {string} */ file) => ({ command: [process.execPath, FIRST_QUERY, file], environment: site.environment });
    const results = await interleave({ runs, programs: { empty: program(empty), full: program(full) } });
    const [emptyMs, fullMs] = [results.empty, results.full].map((list) => list.map(({ stdout }) => Number(stdout)));
    return [ratio(emptyMs ?? [], fullMs ?? []), sizeOf(full)];
  } finally {
    await site.dispose();
  }
}

/** Leaves a request with machines that live, and one whose machines have ended. */
async function useOnce(/** @type {import('../lib/site.mjs').Site} */ site) {
  const ask = () => {
    const input = site.input({ template: { templateId: 'small', machineCount: 50 } });
    return JSON.parse(site.run(['requestMachines', '-f', input])).requestId;
  };
  const { machines } = await waitForEnd(site, ask());
  await waitForEnd(site, JSON.parse(site.run(['requestReturnMachines', '-f', site.input({ machines })])).requestId);
  await waitForEnd(site, ask());
  await site.endAgent();
  // Everything into the one file that is copied.
  site.checkpoint();
}

function ratio(/** @type {readonly number[]} */ emptyMs, /** @type {readonly number[]} */ fullMs) {
  const base = median(emptyMs);
  return {
    id: 'e2',
    what: 'open + first queries, a history of 1,000,000 machines',
    value: median(fullMs) / base,
    unit: 'x empty store, wall',
    p90: quantile(fullMs, 0.9) / base,
    base: `${median(fullMs).toFixed(1)} ms of ${base.toFixed(1)} ms`,
    target: 1.5,
    runs: fullMs.length,
  };
}

function sizeOf(/** @type {string} */ file) {
  const bytes = statSync(file).size / MACHINES;
  return plainFigure({ id: 'e2', what: 'size of that store for each machine in its history, events included', unit: 'B', values: [bytes] });
}
