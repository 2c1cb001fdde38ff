import { allCalls, callsOf, openAwsSite } from '../lib/aws-site.mjs';
import { plainFigure } from '../lib/figures.mjs';

const PAGE = 1_000;
const DESCRIBED = 10_000;
const MANY_REQUESTS = 1_000;
/** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ec2-api-throttling.html */
const DESCRIBE_REFILL_PER_SECOND = 20;
const FRESH_SECONDS = 30;
const NEVER_MS = 36_000_000;
/** The first ones also list what is listed at a slow pace. */
const SWEEPS = 4;

/** b1 to b4 and c1: how many calls launching, listing and ending take. Exact counts, so one run each. */
export async function measureAwsCalls() {
  const { launch, end } = await launchAndReturn();
  const ofOne = await callsOfSweep([DESCRIBED]);
  const ofMany = await callsOfSweep(Array.from({ length: MANY_REQUESTS }, () => DESCRIBED / MANY_REQUESTS));
  return [
    plainFigure({ id: 'b1', what: 'creating calls for a request of 1,000', unit: 'calls', values: [launch], target: 1 }),
    plainFigure({ id: 'b2', what: 'ending calls for 1,000 machines', unit: 'calls', values: [end], target: 1 }),
    plainFigure({
      id: 'b3',
      what: 'calls of a sweep of 10,000 machines, to ceil(M/1000)',
      unit: 'x',
      values: [ofOne / (DESCRIBED / PAGE)],
      target: 1,
    }),
    plainFigure({
      id: 'b4',
      what: 'share of the allowance to list that 100,000 machines take, no older than 30 s',
      unit: '%',
      values: [((ofOne * (100_000 / DESCRIBED)) / FRESH_SECONDS / DESCRIBE_REFILL_PER_SECOND) * 100],
      target: 18,
    }),
    plainFigure({
      id: 'c1',
      what: 'more calls of a sweep for each further open request',
      unit: 'calls',
      values: [(ofMany - ofOne) / (MANY_REQUESTS - 1)],
      target: 0,
      base: '10,000 machines, 1 request and 1,000 requests',
    }),
  ];
}

async function launchAndReturn() {
  const site = await openAwsSite();
  try {
    const [requestId = ''] = await site.ask([PAGE]);
    await site.finish([requestId]);
    const launch = (await callsOf(site.fake, 'CreateFleet')) + (await callsOf(site.fake, 'RunInstances'));
    const machines = (await site.queries.request(requestId))?.machines ?? [];
    const returned = await site.commands.returnMachines({ callId: 'return', machines });
    await site.finish([returned.requestId]);
    return { launch, end: await callsOf(site.fake, 'TerminateInstances') };
  } finally {
    await site.close();
  }
}

/** Calls of a sweep while requests of these sizes are open: their machines do not boot. @param {readonly number[]} sizes */
async function callsOfSweep(sizes) {
  const site = await openAwsSite({ fake: { pendingMs: NEVER_MS }, timing: { bootTimeoutMs: NEVER_MS } });
  try {
    await site.ask(sizes);
    await site.drive('nothing was launched', async () => (await site.fake.control.inventory()).machines === DESCRIBED);
    const counts = [];
    for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
      const before = await allCalls(site.fake);
      await site.sweepOnce();
      counts.push((await allCalls(site.fake)) - before);
    }
    return Math.min(...counts);
  } finally {
    await site.close();
  }
}
