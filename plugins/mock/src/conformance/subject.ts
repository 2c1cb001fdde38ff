import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AttemptId, WriteInput } from '@hostwright/core/provider';
import type { ConformanceSubject, Keys, OtherProcessLaunch, SubjectTemplates, World } from '@hostwright/provider-conformance';
import { openMockCloud } from '../control/cloud-control.js';
import { mockProvider } from '../provider/definition.js';
import { settingsSchema } from '../provider/settings.js';
import { templateSchema } from '../provider/template.js';
import type { OtherProcessTask } from './other-process.js';
import { PlainContext } from './plain-context.js';
import { provocationsOf } from './provocations.js';

const ACCOUNT = 'mock-account';
/** What a listing may lag behind, so that there is something to judge. */
const VISIBILITY_HORIZON_MS = 30_000;
const SECRETS = { key: 'mock-access-key-c0ffee-d15ea5e' } as const;

const TEMPLATES: SubjectTemplates = {
  plain: { machineType: 'mock.small' },
  group: { machineType: 'mock.small', launchAs: 'fleet' },
  refillingGroup: { machineType: 'mock.small', launchAs: 'refilling-group' },
  spot: { machineType: 'mock.small', market: 'spot' },
  weighted: { machineType: 'mock.medium', unitsPerMachine: 2 },
  withCompanion: { machineType: 'mock.small', volumeSizeGib: 8 },
  unknownType: { machineType: 'mock.no-such-type' },
  unknownImage: { machineType: 'mock.small', imageId: 'no-such-image' },
};

/** Somebody else starts a machine and takes its tags off. */
async function startForeign(settings: Keys, stripTags: (machineId: string) => void): Promise<string> {
  const provider = mockProvider.create(settingsSchema.parse(settings), new PlainContext(SECRETS));
  const options = templateSchema.parse(TEMPLATES.plain);
  const signal = new AbortController().signal;
  const header = { deploymentId: 'somebody', incarnation: 'else', requestId: 'r', intentId: 'i', sequence: 1, generation: 1 };
  const write: WriteInput = { header, token: `foreign-${Math.random().toString(36).slice(2)}`, attempt: 'other' as AttemptId, signal };
  const [offer] = await provider.machines.offers({ signal, options });
  if (offer === undefined) throw new Error('the mock cloud always has an offer for its smallest machine');
  const spec = { templateId: 'foreign', options, tags: [], userData: undefined };
  const prepared = await provider.machines.prepare({ ...write, spec, offer, units: 1 });
  const { machines } = await provider.machines.launch({ ...write, prepared, part: 0 });
  const machineId = machines[0]?.machineId ?? '';
  stripTags(machineId);
  await provider.dispose?.();
  return machineId;
}

/** The program beside this file, once both are built. */
function otherProcessProgram(): string {
  return fileURLToPath(new URL('./conformance-other-process.js', import.meta.url));
}

async function launchInOtherProcess(program: string, settings: Keys, launch: OtherProcessLaunch): Promise<readonly string[]> {
  const task: OtherProcessTask = { settings, secrets: SECRETS, ...launch };
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(task)]);
  return JSON.parse(stdout) as readonly string[];
}

/** A cloud in a file of its own, by virtual time. */
async function openWorld(program: string): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-conformance-'));
  const cloudFile = join(folder, 'cloud.db');
  const cloud = openMockCloud({ file: cloudFile, time: 'virtual' });
  cloud.setAccessKeys(ACCOUNT, [SECRETS.key]);
  const settings: Keys = {
    cloudFile,
    time: 'virtual',
    accessKey: 'key',
    bootTimeMs: 2_000,
    terminateTimeMs: 1_000,
    visibilityHorizonMs: VISIBILITY_HORIZON_MS,
  };
  let nowMs = cloud.now();
  let hangMs: number | undefined;
  return {
    settings,
    templates: TEMPLATES,
    secrets: SECRETS,
    now: () => nowMs,
    pass: async (durationMs) => {
      if (durationMs === hangMs) return new Promise(() => undefined);
      nowMs += durationMs;
      cloud.advance(durationMs);
    },
    provoke: provocationsOf({
      cloud,
      account: ACCOUNT,
      hangFor: (durationMs) => {
        hangMs = durationMs;
      },
      foreignMachine: () => startForeign(settings, (machineId) => cloud.stripTags(machineId)),
    }),
    ...(existsSync(program) && { launchInOtherProcess: (launch: OtherProcessLaunch) => launchInOtherProcess(program, settings, launch) }),
    liveMachineIds: async () =>
      cloud
        .machines()
        .filter(({ state }) => state !== 'terminated')
        .map(({ id }) => id),
    close: async () => {
      cloud.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the conformance kit judges the mock provider by. */
export function mockSubject(program = otherProcessProgram()): ConformanceSubject {
  return {
    definition: mockProvider,
    open: () => openWorld(program),
    maxUserDataBytes: 16_384,
    absentMachineId: 'i-00000000000000000',
    malformedMachineId: 'nonsense',
  };
}

/** Found by `hostwright-conformance`. */
export const subject: ConformanceSubject = mockSubject();
