import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ConformanceSubject, Keys, OtherProcessLaunch, SubjectTemplates, World } from '@hostwright/provider-conformance';
import type { Moto } from '@hostwright/emulators/moto';
import awsProvider from '@hostwright/provider-aws';
import { openCloud, REGION, type Cloud } from '../cloud/cloud.js';
import { liveMachinesOf } from '../cloud/machines.js';
import type { OtherProcessTask } from './other-process.js';
import { provocationsOf } from './provocations.js';

/** What moto takes for keys; the kit looks for both in everything that is said. */
const SECRETS = { 'env:AWS_KEY_ID': 'AKIACONFORMANCE00001', 'env:AWS_SECRET': 'c0nf0rmance/d15ea5e/c0ffee/5ecre7/k3y' } as const;

/**
 * The template `plain` is launched by a fleet, whose calls the kit's provocations strike. There is none for a group that refills: moto's
 * fleets replace nothing, and it has no ModifyFleet.
 */
function templatesOf({ network }: Cloud): SubjectTemplates {
  const machine = {
    imageId: network.imageId,
    vmType: 'm5.large',
    subnetIds: network.subnets.slice(0, 2).map(({ subnetId }) => subnetId),
    securityGroupIds: [network.securityGroupId],
  };
  return {
    plain: machine,
    group: { ...machine, handlers: ['auto-scaling-group'] },
    spot: { ...machine, priceType: 'spot' },
    weighted: { ...machine, vmType: undefined, vmTypes: { 'm5.xlarge': 2 } },
    withCompanion: { ...machine, handlers: ['run-instances'], rootDeviceVolumeSize: 20, volumeDeleteOnTermination: false },
    unknownType: { ...machine, vmType: 'm99.huge' },
    unknownImage: { ...machine, imageId: 'ami-0123456789abcdef0' },
  };
}

function settingsOf({ proxy }: Cloud): Keys {
  return {
    region: REGION,
    endpoint: proxy.url,
    credentials: { source: 'keys', accessKeyId: 'env:AWS_KEY_ID', secretAccessKey: 'env:AWS_SECRET' },
    handlers: ['ec2-fleet', 'run-instances', 'auto-scaling-group'],
    // The longest that may be set: no rule of the kit is about speed, and moto shares its processor with others.
    requestTimeoutMs: 120_000,
  };
}

/** Our sources, run by Node itself. */
async function launchInOtherProcess(settings: Keys, launch: OtherProcessLaunch): Promise<readonly string[]> {
  const task: OtherProcessTask = { settings, secrets: SECRETS, ...launch };
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--experimental-transform-types',
    '--disable-warning=ExperimentalWarning',
    '--conditions=@hostwright/source',
    '--import',
    new URL('./typescript-hooks.mjs', import.meta.url).href,
    fileURLToPath(new URL('./other-process.ts', import.meta.url)),
    JSON.stringify(task),
  ]);
  return JSON.parse(stdout) as readonly string[];
}

/** An account of its own, where nobody waits: time is ours to pass, and moto's machines boot and end at once. */
async function openWorld(moto: Moto): Promise<World> {
  const cloud = await openCloud(moto);
  const settings = settingsOf(cloud);
  let passedMs = 0;
  const now = (): number => Date.now() + passedMs;
  return {
    settings,
    templates: templatesOf(cloud),
    secrets: SECRETS,
    now,
    pass: async (durationMs) => {
      passedMs += durationMs;
    },
    provoke: provocationsOf({ cloud, now }),
    launchInOtherProcess: (launch) => launchInOtherProcess(settings, launch),
    liveMachineIds: async () => (await liveMachinesOf(cloud.place)).map(({ id }) => id),
    close: () => cloud.close(),
  };
}

/** What the conformance kit judges the AWS provider by. */
export function awsSubject(moto: Moto): ConformanceSubject {
  return {
    definition: awsProvider,
    open: () => openWorld(moto),
    maxUserDataBytes: 16_384,
    absentMachineId: 'i-00000000000000000',
    malformedMachineId: 'nonsense',
  };
}
