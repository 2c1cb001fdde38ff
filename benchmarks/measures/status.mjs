import { SHELL, interleave } from '../lib/measure.mjs';
import { plainFigure } from '../lib/figures.mjs';
import { makeSite, PROGRAM, waitForEnd } from '../lib/site.mjs';

const MACHINES = 500;

/** c4: getRequestStatus about 500 machines, with and without an agent. */
export async function measureStatus(/** @type {number} */ runs) {
  const site = makeSite({ templates: [{ templateId: 'small', maxNumber: -1, machineType: 'mock.small' }], agent: 'auto' });
  try {
    const { requestId } = JSON.parse(
      site.run(['requestMachines', '-f', site.input({ template: { templateId: 'small', machineCount: MACHINES } })]),
    );
    await waitForEnd(site, requestId);
    const input = site.input({ requests: [{ requestId }] });
    const scripted = { command: [SHELL, site.script('getRequestStatus'), '-f', input], environment: site.environment };
    const direct = { command: [process.execPath, PROGRAM, 'getRequestStatus', '-f', input], environment: site.environment };
    const results = await interleave({ runs, programs: { direct, scripted }, after: check });
    return [
      plainFigure({
        id: 'c4',
        what: `getRequestStatus of ${MACHINES} machines, by the program`,
        unit: 'ms',
        values: wall(results.direct),
        target: 300,
      }),
      plainFigure({ id: 'c4', what: 'the same by the script, agent up', unit: 'ms', values: wall(results.scripted), target: 300 }),
    ];
  } finally {
    await site.dispose();
  }
}

function check(/** @type {string} */ name, /** @type {import('../lib/measure.mjs').Run} */ run) {
  const told = JSON.parse(run.stdout).requests[0].machines.length;
  if (told !== MACHINES) throw new Error(`${name} told of ${told} machines`);
}

function wall(/** @type {readonly import('../lib/measure.mjs').Run[]} */ runs) {
  return runs.map((run) => run.wallMs);
}
