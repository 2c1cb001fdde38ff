import { fileURLToPath } from 'node:url';
import { SHELL } from '../lib/measure.mjs';
import { cpuOf, makeSite, PROGRAM } from '../lib/site.mjs';

const PLUGIN = fileURLToPath(new URL('../../plugins/aws', import.meta.url));

/**
 * A site of ours with the same template, called as Host Factory calls it.
 *
 * @param {{ through: 'node' | 'script', cloud: import('./compare.mjs').Cloud, accessKey: string }} facts - `node` starts the program for each
 *   call, as where no agent's socket answers; `script` runs the script that Host Factory runs
 */
export function makeOurSite({ through, cloud, accessKey }) {
  const site = makeSite({
    agent: 'auto',
    cloud: {
      provider: 'aws',
      plugin: PLUGIN,
      environment: { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: 'none', AWS_EC2_METADATA_DISABLED: 'true' },
    },
    settings: { region: 'us-east-1', endpoint: cloud.url },
    templates: [
      {
        templateId: 'plain',
        maxNumber: 10_000,
        attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', '2'], nram: ['Numeric', '4096'] },
        vmType: 't3.medium',
        imageId: cloud.imageId,
        subnetIds: [cloud.subnetId],
        securityGroupIds: [cloud.securityGroupId],
      },
    ],
  });
  return {
    /** @param {'getAvailableTemplates' | 'requestMachines' | 'getRequestStatus' | 'requestReturnMachines'} call @param {object} input @returns {import('../lib/measure.mjs').Program} */
    program(call, input) {
      const command = through === 'script' ? [SHELL, site.script(call)] : [process.execPath, PROGRAM, call];
      return { command: [...command, '-f', site.input(input)], environment: site.environment };
    },
    /** CPU of the agent so far. */
    backgroundCpuMs() {
      const pid = site.agentPid();
      return pid === undefined ? 0 : cpuOf(pid);
    },
    dispose: () => site.dispose(),
  };
}
