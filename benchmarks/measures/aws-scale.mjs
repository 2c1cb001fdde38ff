import { callsOf, openAwsSite } from '../lib/aws-site.mjs';
import { plainFigure } from '../lib/figures.mjs';

const MANY = 100_000;
const EACH = 1_000;

/** RunInstances' own allowances: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ec2-api-throttling.html */
const RUN_BURST = 5;
const RUN_PER_SECOND = 2;
const INSTANCE_BURST = 1_000;
const INSTANCES_PER_SECOND = 2;
/** Both allowances are empty after about a minute of this. */
const REQUESTS = 125;
const MACHINES_EACH = 9;

const FAULTY_REQUESTS = 100;
/** One creating call in so many fails. */
const FAULT_EVERY = 10;
const DEFAULT_SWEEPS = { busySweepIntervalMs: 5_000, sweepIntervalMs: 30_000 };

/** h1, h2 and h3. Each takes a minute or more: one run each. */
export async function measureAwsScale() {
  return [await hundredThousand(), ...(await underAllowances()), await withFaults()];
}

async function hundredThousand() {
  const site = await openAwsSite({ timing: DEFAULT_SWEEPS });
  try {
    const started = performance.now();
    await site.finish(await site.ask(Array.from({ length: MANY / EACH }, () => EACH)));
    const seconds = (performance.now() - started) / 1_000;
    const living = (await site.fake.control.inventory()).machines;
    if (living !== MANY) throw new Error(`${living} machines live instead of ${MANY}`);
    const base = `${MANY / EACH} requests of ${EACH}`;
    return plainFigure({
      id: 'h1',
      what: '100,000 machines asked for and recorded as running',
      unit: 's',
      values: [seconds],
      target: 120,
      base,
    });
  } finally {
    await site.close();
  }
}

async function underAllowances() {
  const site = await openAwsSite({ fake: { throttling: true }, template: { handlers: ['run-instances'] }, timing: DEFAULT_SWEEPS });
  try {
    const requestIds = await site.ask(Array.from({ length: REQUESTS }, () => MACHINES_EACH));
    const started = performance.now();
    await site.drive(
      'not everything was launched',
      async () => (await site.fake.control.inventory()).machines === REQUESTS * MACHINES_EACH,
    );
    const seconds = (performance.now() - started) / 1_000;
    await site.finish(requestIds);
    const [calls, throttled] = [await callsOf(site.fake, 'RunInstances'), (await site.fake.counts()).throttled['RunInstances'] ?? 0];
    const best = Math.max((REQUESTS - RUN_BURST) / RUN_PER_SECOND, (REQUESTS * MACHINES_EACH - INSTANCE_BURST) / INSTANCES_PER_SECOND);
    return [
      plainFigure({
        id: 'h2',
        what: "share of AWS' own allowances that launching leaves unused",
        unit: '%',
        values: [(1 - best / seconds) * 100],
        target: 5,
        base: `${REQUESTS} RunInstances of ${MACHINES_EACH}: ${seconds.toFixed(1)} s, ${best.toFixed(1)} s at best`,
      }),
      plainFigure({ id: 'h2', what: 'launching calls that were throttled', unit: '%', values: [(throttled / calls) * 100], target: 5 }),
    ];
  } finally {
    await site.close();
  }
}

async function withFaults() {
  const site = await openAwsSite({ timing: { ...DEFAULT_SWEEPS, retryMinMs: 100 } });
  try {
    for (let skip = FAULT_EVERY - 1; skip < FAULTY_REQUESTS * 2; skip += FAULT_EVERY) {
      await site.fake.control.addFault({ action: 'CreateFleet', kind: 'error', code: 'RequestLimitExceeded', status: 503, skip });
    }
    await site.finish(await site.ask(Array.from({ length: FAULTY_REQUESTS }, () => 10)));
    const made = await callsOf(site.fake, 'CreateFleet');
    const base = `${made} creating calls for ${FAULTY_REQUESTS} requests`;
    return plainFigure({
      id: 'h3',
      what: 'creating calls made to those needed, one in ten refused',
      unit: 'x',
      values: [made / FAULTY_REQUESTS],
      target: 1.25,
      base,
    });
  } finally {
    await site.close();
  }
}
