import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHostFactory } from '../../packages/core/dist/index.js';
import { createHostFactoryCalls } from '../../packages/host-factory-protocol/dist/index.js';
import { openSqliteStore } from '../../packages/store/dist/index.js';
import mock from '../../plugins/mock/dist/index.js';
import { plainFigure } from '../lib/figures.mjs';
import { fittedExponent, median } from '../lib/measure.mjs';

const SIZES = [100, 300, 1_000, 3_000, 10_000];
/** Host Factory asks for several hundred machines at once, not for thousands. */
const MACHINES_PER_REQUEST = 500;
const LONGEST_MS = 300_000;

/** c3: one sweep of everything that runs, then the status of every request, in one process: how it grows with the number of machines. */
export async function measureCycle(/** @type {number} */ runs) {
  const points = [];
  for (const machines of SIZES) points.push({ x: machines, y: median(await cyclesOf(machines, Math.max(5, Math.floor(runs / 3)))) });
  const base = points.map(({ x, y }) => `${x}: ${y.toFixed(0)} ms`).join(', ');
  const lastDecade = points.filter(({ x }) => x >= 1_000);
  return [
    plainFigure({
      id: 'c3',
      what: 'growth of a status cycle, 100 to 10,000 machines',
      unit: 'exponent',
      values: [fittedExponent(points)],
      target: 1.05,
      base,
    }),
    plainFigure({
      id: 'c3',
      what: 'the same from 1,000 on, where fixed costs hide less',
      unit: 'exponent',
      values: [fittedExponent(lastDecade)],
    }),
  ];
}

/** Wall time of several cycles, in milliseconds. */
async function cyclesOf(/** @type {number} */ machines, /** @type {number} */ cycles) {
  const folder = mkdtempSync(join(tmpdir(), 'hwb-'));
  const store = await openSqliteStore({ file: join(folder, 'store.db') });
  const hostFactory = await createHostFactory({
    store,
    providers: [mock],
    connections: [
      { name: 'cloud', provider: 'mock', settings: { cloudFile: join(folder, 'cloud.db'), bootTimeMs: 0, terminateTimeMs: 0 } },
    ],
    templates: [{ templateId: 'small', connection: 'cloud', options: { machineType: 'mock.small' } }],
    timing: { sweepIntervalMs: 1, busySweepIntervalMs: 1 },
  });
  try {
    const requestIds = await launch(hostFactory, machines);
    const calls = createHostFactoryCalls({ ...hostFactory, dialect: 'symphony', clock: systemClock, wakeAndWait: () => Promise.resolve() });
    const input = JSON.stringify({ requests: requestIds.map((requestId) => ({ requestId })) });
    const times = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const started = performance.now();
      await sweepOnce(hostFactory);
      const { document } = await calls.getRequestStatus(input, { callId: `cycle-${cycle}`, signal: new AbortController().signal });
      JSON.stringify(document);
      times.push(performance.now() - started);
      const told = document.requests.reduce(
        (/** @type {number} */ sum, /** @type {{ machines: unknown[] }} */ request) => sum + request.machines.length,
        0,
      );
      if (told !== machines) throw new Error(`${told} machines were told instead of ${machines}`);
    }
    return times;
  } finally {
    await hostFactory.engine.dispose();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const systemClock = {
  now: () => Date.now(),
  sleep: (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

async function launch(/** @type {any} */ { commands, queries, engine }, /** @type {number} */ machines) {
  const requestIds = /** @type {string[]} */ ([]);
  for (let left = machines; left > 0; left -= MACHINES_PER_REQUEST) {
    const units = Math.min(left, MACHINES_PER_REQUEST);
    const receipt = await commands.requestMachines({ callId: `call-${left}`, templateId: 'small', units });
    requestIds.push(receipt.requestId);
  }
  const ended = async () => {
    const views = await Promise.all(requestIds.map((requestId) => queries.request(requestId)));
    return views.every((view) => view?.request.state === 'ended');
  };
  const end = await engine.drive({ deadlineMs: LONGEST_MS, until: ended });
  if (end !== 'reached') throw new Error(`${machines} machines could not be launched: ${end}`);
  return requestIds;
}

async function sweepOnce(/** @type {any} */ { queries, engine }) {
  const sweeps = async () => (await queries.connections())[0]?.state.lastCompleteSweep?.number ?? 0;
  const before = await sweeps();
  const end = await engine.drive({ deadlineMs: LONGEST_MS, until: async () => (await sweeps()) > before });
  if (end !== 'reached') throw new Error(`no sweep: ${end}`);
}
