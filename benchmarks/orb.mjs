/**
 * `npm run bench:orb`: Host Factory's calls by Hostwright and by an installed ORB (Open Resource Broker), in turn, on the same moto.
 * Prints the ratios, and writes RESULTS-ORB.md unless told otherwise: `--rounds N` (5) and `--large-rounds N` (1) are how often 10 and
 * 500 machines are asked for.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keepOneMachine, requestAndReturn } from './orb/compare.mjs';
import { findOrb, HOW_TO_INSTALL } from './orb/find-orb.mjs';
import { makeOrbSite } from './orb/orb-site.mjs';
import { makeOurSite } from './orb/our-site.mjs';
import { loadSource } from '../tools/load-source.mjs';
import { figuresOf, tableOf, writeComparison } from './orb/results.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const ROUNDS = '5';
const LARGE_ROUNDS = '1';
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: ROUNDS }, 'large-rounds': { type: 'string', default: LARGE_ROUNDS } },
});

const orb = findOrb();
if (orb === undefined) {
  console.log(`skipped: comparison with ORB, which is not installed (${HOW_TO_INSTALL})`);
} else {
  await compare(orb);
}

/** @param {{ command: string, version: string }} orb */
async function compare({ command, version }) {
  build();
  const { source, close } = await loadSource(join(here, '../tools/emulators/src/moto/index.ts'));
  const { startMoto, prepareNetwork } = source;
  const moto = await startMoto({ record: true });
  try {
    const network = await prepareNetwork({ url: moto.url, region: 'us-east-1' });
    const cloud = {
      url: moto.url,
      subnetId: network.subnets[0].subnetId,
      securityGroupId: network.securityGroupId,
      imageId: network.imageId,
    };
    const sites = {
      ORB: makeOrbSite({ command, cloud, accessKey: keyOf('orb') }),
      program: makeOurSite({ through: 'node', cloud, accessKey: keyOf('program') }),
      script: makeOurSite({ through: 'script', cloud, accessKey: keyOf('script') }),
    };
    try {
      // One machine each that stays: their agents have work, and listen.
      for (const site of [sites.program, sites.script]) await keepOneMachine(site);
      const plan = {
        small: { machines: 10, rounds: Number(values.rounds) },
        large: { machines: 500, rounds: Number(values['large-rounds']) },
      };
      const costs = [];
      for (const { machines, rounds } of Object.values(plan)) {
        for (let round = 0; round < rounds; round += 1) {
          for (const [name, site] of Object.entries(sites)) {
            const before = await countCalls(moto, name);
            const cost = await requestAndReturn(site, machines);
            costs.push({ name, machines, cost, calls: (await countCalls(moto, name)) - before });
            process.stderr.write(`${name}, ${machines} machines, round ${round + 1}\n`);
          }
        }
      }
      const figures = figuresOf(costs);
      console.log(tableOf(figures));
      if (values.rounds === ROUNDS && values['large-rounds'] === LARGE_ROUNDS)
        writeComparison(join(here, 'RESULTS-ORB.md'), figures, version);
    } finally {
      for (const site of Object.values(sites)) await site.dispose();
    }
  } finally {
    await moto.stop();
    await close();
  }
}

/** What a site has asked of the cloud so far: each signs with a key of its own. @param {any} moto @param {string} name */
async function countCalls(moto, name) {
  const requests = /** @type {{ headers: Record<string, string> }[]} */ (await moto.requests());
  return requests.filter(({ headers }) => headers['authorization']?.includes(`Credential=${keyOf(name)}/`)).length;
}

/** @param {string} name */
function keyOf(name) {
  return `AKIA${name.toUpperCase()}`;
}

function build() {
  const filters = ['--filter=@hostwright/host-factory', '--filter=@hostwright/provider-aws'];
  const { status, stdout, stderr } = spawnSync('turbo', ['run', 'build', ...filters, '--output-logs=errors-only'], {
    cwd: dirname(here),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the build failed: ${stdout}${stderr}`);
}
