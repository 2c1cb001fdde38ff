import { bareNode } from '../lib/bare-node.mjs';
import { interleave, SHELL } from '../lib/measure.mjs';
import { ratioFigure } from '../lib/figures.mjs';
import { makeSite, PROGRAM } from '../lib/site.mjs';

const TEMPLATES = 1_000;

/** a1: getAvailableTemplates with 1,000 templates, no agent. */
export async function measureTemplates(/** @type {number} */ runs) {
  const templates = Array.from({ length: TEMPLATES }, (_, index) => ({
    templateId: `template-${index}`,
    maxNumber: 100,
    machineType: 'mock.small',
    attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', '2'], ncores: ['Numeric', '1'], nram: ['Numeric', '4096'] },
  }));
  const site = makeSite({ templates, agent: 'off' });
  try {
    const input = site.input({});
    const direct = { command: [process.execPath, PROGRAM, 'getAvailableTemplates', '-f', input], environment: site.environment };
    const scripted = { command: [SHELL, site.script('getAvailableTemplates'), '-f', input], environment: site.environment };
    const programs = { node: bareNode(site.environment), direct, scripted };
    await interleave({ runs: 3, programs });
    const results = await interleave({ runs, programs, after: (name, run) => check(name, run) });
    return [
      ratioFigure({
        id: 'a1',
        what: `getAvailableTemplates, ${TEMPLATES} templates, no agent`,
        of: results.direct,
        to: results.node,
        target: 1.9,
      }),
      ratioFigure({ id: 'a1', what: 'the same through sh and the script', of: results.scripted, to: results.node }),
    ];
  } finally {
    await site.dispose();
  }
}

function check(/** @type {string} */ name, /** @type {import('../lib/measure.mjs').Run} */ run) {
  if (name === 'node') return;
  const { templates } = JSON.parse(run.stdout);
  if (templates.length !== TEMPLATES) throw new Error(`${templates.length} templates instead of ${TEMPLATES}`);
}
