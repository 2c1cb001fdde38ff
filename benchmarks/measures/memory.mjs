import { spawnSync } from 'node:child_process';
import { plainFigure } from '../lib/figures.mjs';
import { makeSite, PROGRAM } from '../lib/site.mjs';

/** Makes a Node process tell its peak memory at its end, on its fourth descriptor. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`,
)}`;

/** a4: peak memory of a call without an agent. */
export async function measureMemory(/** @type {number} */ runs) {
  const site = makeSite({ templates: [{ templateId: 'small', maxNumber: -1, machineType: 'mock.small' }], agent: 'off' });
  try {
    const input = site.input({});
    const words = { node: ['-e', '0'], direct: [PROGRAM, 'getAvailableTemplates', '-f', input] };
    const peaks = /** @type {{ node: number[], direct: number[] }} */ ({ node: [], direct: [] });
    site.run(['getAvailableTemplates', '-f', input]);
    for (let round = 0; round < runs; round += 1) {
      for (const name of /** @type {const} */ (['node', 'direct'])) peaks[name].push(peakOf(words[name], site.environment));
    }
    return [
      plainFigure({ id: 'a4', what: 'peak memory of getAvailableTemplates, no agent', unit: 'MB', values: peaks.direct, target: 75 }),
      plainFigure({ id: 'a4', what: 'the same of bare node', unit: 'MB', values: peaks.node }),
    ];
  } finally {
    await site.dispose();
  }
}

function peakOf(/** @type {readonly string[]} */ words, /** @type {Readonly<Record<string, string>>} */ environment) {
  const result = spawnSync(process.execPath, ['--import', TELL_PEAK, ...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return Number(result.output[3]?.toString()) / 1024;
}
