import { openAwsSite } from '../lib/aws-site.mjs';
import { plainFigure } from '../lib/figures.mjs';
import { fittedExponent, median } from '../lib/measure.mjs';

const PAGE = 1_000;
const SIZES = [100, 300, 1_000, 3_000, 10_000];
/** Of the machines, those that end between two listings. */
const CHANGED = 0.01;

/** c2 and c3 on the simulated EC2: what a sweep costs this process, by the number of machines. */
export async function measureAwsPages(/** @type {number} */ runs) {
  const points = [];
  for (const machines of SIZES) points.push({ machines, ...(await sweepsOf(machines, Math.max(5, Math.floor(runs / 3)))) });
  const largest = points.at(-1);
  if (largest === undefined) throw new Error('nothing was measured');
  return [
    plainFigure({
      id: 'c2',
      what: 'reading, comparing and storing a page of 1,000 machines of EC2, 1 % of them changed',
      unit: 'ms CPU',
      values: largest.cpuMs.map((cpuMs) => cpuMs / (largest.machines / PAGE)),
      target: 40,
      base: `sweeps of ${largest.machines} machines`,
    }),
    plainFigure({
      id: 'c3',
      what: 'growth of a sweep of EC2, 100 to 10,000 machines',
      unit: 'exponent',
      values: [fittedExponent(points.map(({ machines, wallMs }) => ({ x: machines, y: median(wallMs) })))],
      target: 1.05,
      base: points.map(({ machines, wallMs }) => `${machines}: ${median(wallMs).toFixed(0)} ms`).join(', '),
    }),
  ];
}

/** Wall time, and CPU of this process, of several sweeps. @param {number} machines @param {number} sweeps */
async function sweepsOf(machines, sweeps) {
  const site = await openAwsSite();
  try {
    await site.finish(await site.ask([machines]));
    await site.sweepOnce();
    const wallMs = [];
    const cpuMs = [];
    for (let sweep = 0; sweep < sweeps; sweep += 1) {
      const living = await site.fake.control.machines({ liveOnly: true });
      await site.fake.control.end({ ids: living.slice(0, Math.ceil(machines * CHANGED)).map(({ id }) => id) });
      const started = performance.now();
      const before = process.cpuUsage();
      await site.sweepOnce();
      const { user, system } = process.cpuUsage(before);
      cpuMs.push((user + system) / 1_000);
      wallMs.push(performance.now() - started);
    }
    return { wallMs, cpuMs };
  } finally {
    await site.close();
  }
}
