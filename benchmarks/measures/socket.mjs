import { setTimeout as sleep } from 'node:timers/promises';
import { bareNode } from '../lib/bare-node.mjs';
import { ratioFigure } from '../lib/figures.mjs';
import { interleave, SHELL } from '../lib/measure.mjs';
import { makeSite, waitForEnd } from '../lib/site.mjs';

/** a2: each of the five scripts while an agent answers on its socket. */
export async function measureSocket(/** @type {number} */ runs) {
  const site = makeSite({ templates: [{ templateId: 'small', maxNumber: -1, machineType: 'mock.small' }], agent: 'auto' });
  try {
    const wanted = site.input({ template: { templateId: 'small', machineCount: 1 } });
    const { requestId } = JSON.parse(site.run(['requestMachines', '-f', wanted]));
    await waitForEnd(site, requestId);
    const inputs = {
      getAvailableTemplates: site.input({}),
      requestMachines: wanted,
      requestReturnMachines: site.input({ machines: [{ name: 'nobody', machineId: 'i-nobody' }] }),
      getRequestStatus: site.input({ requests: [{ requestId }] }),
      getReturnRequests: site.input({ machines: [] }),
    };
    const scripts = Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [
        name,
        { command: [SHELL, site.script(name), '-f', input], environment: poisoned(site.environment) },
      ]),
    );
    const programs = { node: bareNode(site.environment), ...scripts };
    await sleep(500);
    await interleave({ runs: 2, programs });
    const results = await interleave({ runs, programs, after: check });
    return Object.keys(inputs).map((name) =>
      ratioFigure({ id: 'a2', what: `${name}, agent up (sh + curl)`, of: results[name], to: results['node'], target: 0.6 }),
    );
  } finally {
    await site.dispose();
  }
}

/** Whoever does not get an answer from the socket fails, instead of being measured on another path. */
function poisoned(/** @type {Readonly<Record<string, string>>} */ environment) {
  return { ...environment, HOST_FACTORY_BIN: '/nonexistent/the-socket-did-not-answer' };
}

function check(/** @type {string} */ name, /** @type {import('../lib/measure.mjs').Run} */ run) {
  if (run.exitCode !== 0) throw new Error(`${name} failed: ${run.stdout}`);
}
