import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installProgram, type Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/lsf', import.meta.url));
const NAMES = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => name.startsWith('aws')) : [];
const SECRET = 'wJalrXUtnFEMIcanaryENGbPxRfiCYEXAMPLEKEY';
const CREDENTIALS = `[default]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=${SECRET}\n`;
const TEMPLATE = {
  templateId: 'Template-VM-1',
  maxNumber: 10,
  attributes: { type: ['String', 'X86_64'], ncores: ['Numeric', '1'], ncpus: ['Numeric', '1'], mem: ['Numeric', '1024'] },
  imageId: 'ami-0123456789abcdef0',
  subnetId: 'subnet-0123456789abcdef0',
  vmType: 't3.micro',
  securityGroupIds: ['sg-0123456789abcdef0'],
};

let moto: Moto;
let program: Program;
let site: string;

beforeAll(async () => {
  program = installProgram('aws');
  moto = await startMoto();
});
afterAll(async () => {
  await program.remove();
  await moto.stop();
});
beforeEach(() => {
  // What tidies up ends processes of folders with such names alone.
  site = mkdtempSync(join(program.root, 's-'));
  mkdirSync(join(site, 'conf'));
  put('in.json', {});
});

function put(name: string, content: object | string): void {
  writeFileSync(join(site, name), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
}

/** The command as LSF's environment has it. */
async function run(...words: readonly string[]): Promise<readonly [code: number, output: string]> {
  const env = {
    PROVIDER_NAME: 'aws',
    PRO_CONF_DIR: site,
    PRO_DATA_DIR: join(site, 'data'),
    PRO_LSF_LOGDIR: join(site, 'log'),
    HOME: site,
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program.path, ...words], { env });
    return [0, stdout + stderr];
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string };
    if (typeof code !== 'number') throw error;
    return [code, stdout + stderr];
  }
}

async function templateIds(): Promise<readonly string[]> {
  const [code, output] = await run('getAvailableTemplates', '-f', join(site, 'in.json'));
  expect([code, output]).toEqual([0, expect.stringMatching(/^\{.*\}\n?$/)]);
  return (JSON.parse(output) as { readonly templates: readonly { readonly templateId: string }[] }).templates.map(
    ({ templateId }) => templateId,
  );
}

describe('a folder that holds just the vendor’s files', { tags: ['aws.site-files', 'aws.settings', 'emulated'] }, () => {
  it('is used with the credentials beside them, which nobody writes down', async () => {
    put('conf/awsprov_config.json', { LogLevel: 'DEBUG', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: moto.url });
    put('conf/awsprov_templates.json', { templates: [TEMPLATE] });
    put('conf/credentials', CREDENTIALS);
    expect(await templateIds()).toEqual(['Template-VM-1']);
    const [, health] = await run('providers', 'health');
    expect(health).toContain('123456789012');
    const written = execFileSync('grep', ['-r', '-a', '-h', '.', site, '--exclude=credentials'], {
      encoding: 'utf8',
      maxBuffer: 100_000_000,
    });
    expect(written + health).not.toContain(SECRET);
  });

  it('is told by doctor with the keys that are ignored, known ones and misspelt ones', async () => {
    put('conf/awsprov_config.json', { AWS_REGION: 'us-east-1', AWS_REQUEST_RETRY_ATTEMPTS: 3, AWS_REGOIN: 'eu-west-1' });
    put('conf/awsprov_templates.json', { templates: [{ ...TEMPLATE, ttl: 60, vmTyp: 'x' }] });
    const [, output] = await run('doctor', '--check', 'configuration', '--output', 'json');
    expect(output).toMatch(/awsprov_config\.json: ignored, for it means nothing here: AWS_REQUEST_RETRY_ATTEMPTS, AWS_REGOIN"/);
    expect(output).toMatch(/awsprov_templates\.json: ignored, for it means nothing here: ttl, vmTyp"/);
  });

  it('offers what can be used of it, and tells what is wrong with the rest', async () => {
    put('conf/awsprov_config.json', { AWS_REGION: 'us-east-1' });
    const wrong = { ...TEMPLATE, templateId: 'wrong', priceType: 'spot', vmTypes: { 't3.micro': 0 } };
    put('conf/awsprov_templates.json', { templates: [TEMPLATE, wrong] });
    expect(await templateIds()).toEqual(['Template-VM-1']);
    const [code, output] = await run('config', 'validate');
    expect(code).not.toBe(0);
    expect(output).toContain('a weight must be at least 1: a machine of weight 0 would count for nothing');
  });
});

describe.runIf(NAMES.length > 0)('the files that come with the vendor’s plugins', { tags: ['aws.site-files', 'real'] }, () => {
  it.each(NAMES)('are used as they are: %s', async (name) => {
    cpSync(join(SAMPLES, name), join(site, 'conf'), { recursive: true });
    expect(await templateIds()).toEqual(['Template-VM-1', 'Template-VM-2']);
  });

  it.each(NAMES)('have a maximum of 0, so that nobody gets a machine before the operator gives a number: %s', async (name) => {
    cpSync(join(SAMPLES, name), join(site, 'conf'), { recursive: true });
    put('ask.json', { template: { templateId: 'Template-VM-1', machineCount: 1 } });
    const [code, output] = await run('requestMachines', '-f', join(site, 'ask.json'));
    expect([code, output]).toEqual([1, expect.stringMatching(/maxNumber|at most 0|maximum/)]);
    const [, verdict] = await run('templates', 'validate', join(site, 'conf/awsprov_templates.json'));
    expect(verdict).toContain('maxNumber is 0: Host Factory never asks for machines of this template');
  });
});
