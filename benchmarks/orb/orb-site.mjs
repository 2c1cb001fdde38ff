import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What Host Factory's calls are named on ORB's command line. */
const CALLS = {
  getAvailableTemplates: ['templates', 'list'],
  requestMachines: ['machines', 'request'],
  getRequestStatus: ['requests', 'status'],
  requestReturnMachines: ['machines', 'return'],
};

/**
 * A site of ORB with one template, set up by its own `orb init`.
 *
 * @param {{ command: string, cloud: import('./compare.mjs').Cloud, accessKey: string }} facts
 */
export function makeOrbSite({ command, cloud, accessKey }) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hwb-orb-')));
  const folders = Object.fromEntries(['config', 'work', 'logs', 'scripts'].map((name) => [name, join(root, name)]));
  for (const folder of Object.values(folders)) mkdirSync(folder);
  const credentials = join(root, 'credentials');
  writeFileSync(credentials, `[default]\naws_access_key_id=${accessKey}\naws_secret_access_key=none\nregion=us-east-1\n`);
  const environment = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: root,
    AWS_ENDPOINT_URL: cloud.url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: credentials,
    ORB_ROOT_DIR: root,
    ORB_CONFIG_DIR: folders['config'] ?? '',
    ORB_WORK_DIR: folders['work'] ?? '',
    ORB_LOG_DIR: folders['logs'] ?? '',
    ORB_SCRIPTS_DIR: folders['scripts'] ?? '',
  };
  const run = (/** @type {readonly string[]} */ words) => {
    const { status, stdout, stderr } = spawnSync(command, words, { env: environment, encoding: 'utf8' });
    if (status !== 0) throw new Error(`orb ${words.join(' ')} failed: ${stdout}${stderr}`);
  };
  const network = ['--subnet-ids', cloud.subnetId, '--security-group-ids', cloud.securityGroupId];
  const scheduler = ['--scheduler', 'hostfactory', '--provider-type', 'aws'];
  run(['init', '--non-interactive', ...scheduler, ...network, '--aws-region', 'us-east-1', '--aws-profile', 'default']);
  run(['templates', 'generate']);
  leaveOneTemplate(join(folders['config'] ?? '', 'aws_templates.json'), cloud);
  let inputs = 0;
  return {
    /** @param {keyof typeof CALLS} call @param {object} input @returns {import('../lib/measure.mjs').Program} */
    program(call, input) {
      const file = join(root, `hf_in_${(inputs += 1)}`);
      writeFileSync(file, JSON.stringify(input));
      return { command: [command, ...CALLS[call], '-f', file], environment };
    },
    /** Nothing of it goes on in the background. */
    backgroundCpuMs: () => 0,
    dispose: async () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** Keeps the first of the templates that ORB made for itself, an instant EC2 Fleet on demand. @param {string} file @param {import('./compare.mjs').Cloud} cloud */
function leaveOneTemplate(file, cloud) {
  const { templates, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  const plain = {
    ...templates[0],
    templateId: 'plain',
    maxNumber: 10_000,
    vmTypes: { 't3.medium': 1 },
    imageId: cloud.imageId,
    subnetIds: [cloud.subnetId],
    securityGroupIds: [cloud.securityGroupId],
  };
  writeFileSync(file, JSON.stringify({ ...rest, templates: [plain] }));
}
