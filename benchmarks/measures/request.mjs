import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareNode } from '../lib/bare-node.mjs';
import { plainFigure, ratioFigure } from '../lib/figures.mjs';
import { interleave } from '../lib/measure.mjs';
import { cpuOf, makeSite, PROGRAM, waitForEnd } from '../lib/site.mjs';

const STARTING_MS = 6_000;

/** a3: requestMachines where no agent runs: the request is durable, an agent is started, the launch is the agent's work. */
export async function measureRequest(/** @type {number} */ runs) {
  const site = makeSite({ templates: [{ templateId: 'small', maxNumber: -1, machineType: 'mock.small' }], agent: 'auto' });
  try {
    const input = site.input({ template: { templateId: 'small', machineCount: 1 } });
    const { requestId } = JSON.parse(site.run(['requestMachines', '-f', input]));
    await waitForEnd(site, requestId);
    await site.endAgent();
    // Within this time after a start nobody starts another agent.
    await sleep(STARTING_MS);
    // The first call after files have aged notes that their times can be trusted: not part of any later call.
    site.run(['getAvailableTemplates', '-f', site.input({})]);
    await site.endAgent();
    site.keep();
    const launchedAfterMs = /** @type {number[]} */ ([]);
    const agentCpuMs = /** @type {number[]} */ ([]);
    const direct = { command: [process.execPath, PROGRAM, 'requestMachines', '-f', input], environment: site.environment };
    const results = await interleave({
      runs,
      programs: { node: bareNode(site.environment), direct },
      before: (name) => (name === 'direct' ? site.restore() : undefined),
      async after(name, run) {
        if (name !== 'direct') return;
        const answeredAtMs = Date.now();
        if (run.exitCode !== 0) throw new Error(`requestMachines failed: ${run.stdout}`);
        launchedAfterMs.push((await launchedAt(site.cloudFile)) - answeredAtMs);
        const pid = site.agentPid();
        if (pid !== undefined) agentCpuMs.push(cpuOf(pid));
        await site.endAgent();
      },
    });
    return [
      ratioFigure({ id: 'a3', what: 'requestMachines, no agent and no socket', of: results.direct, to: results.node, target: 2.2 }),
      plainFigure({
        id: 'a3',
        what: 'from its answer to the launch, by the agent it started',
        unit: 'ms',
        values: launchedAfterMs,
        target: 1_000,
      }),
      plainFigure({ id: 'a3', what: "the agent's CPU up to that launch", unit: 'ms', values: agentCpuMs }),
    ];
  } finally {
    await site.dispose();
  }
}

/** When the cloud got the second launch: the first one was made before the site was kept. */
async function launchedAt(/** @type {string} */ cloudFile) {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const database = new DatabaseSync(cloudFile, { readOnly: true, timeout: 1_000 });
    try {
      const rows = database.prepare(`SELECT at_ms FROM calls WHERE action = 'RunInstances' ORDER BY id`).all();
      if (rows.length > 1) return Number(rows[1]?.['at_ms']);
    } finally {
      database.close();
    }
    await sleep(10);
  }
  throw new Error('the agent did not launch');
}
