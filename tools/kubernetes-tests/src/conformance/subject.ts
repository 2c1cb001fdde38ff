import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ConformanceSubject, Keys, OtherProcessLaunch, World } from '@hostwright/provider-conformance';
import type { Kubernetes } from '@hostwright/emulators/kubernetes';
import kubernetesProvider from '@hostwright/provider-kubernetes';
import { openPlace, SHARED_NAMESPACE } from '../cluster/place.js';
import { idOf, isLive, podsOf } from '../cluster/pods.js';
import type { OtherProcessTask } from './other-process.js';
import { provocationsOf } from './provocations.js';

const MACHINE = { image: 'registry.example.com/worker:1', cpus: 0.01, memoryMib: 16 };

/** Nobody waits for longer than this at a time: what the control plane does in its own time, it does within. */
const LONGEST_WAIT_MS = 8_000;

/** Our sources, run by Node itself. */
async function launchInOtherProcess(
  settings: Keys,
  secrets: Readonly<Record<string, string>>,
  launch: OtherProcessLaunch,
): Promise<readonly string[]> {
  const task: OtherProcessTask = { settings, secrets, ...launch };
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

/** A namespace of its own, where time that is passed goes by as long as it must, and for the plugin's clock as long as it should. */
async function openWorld(kubernetes: Kubernetes): Promise<World> {
  const place = await openPlace(kubernetes);
  const secrets = { 'env:KUBERNETES_TOKEN': place.token };
  let passedMs = 0;
  return {
    settings: { ...place.settings, requestTimeoutMs: 120_000 },
    secrets,
    templates: { plain: MACHINE, group: { ...MACHINE, handler: 'job' }, refillingGroup: { ...MACHINE, handler: 'deployment' } },
    now: () => Date.now() + passedMs,
    pass: async (durationMs) => {
      const waitedMs = Math.min(durationMs, LONGEST_WAIT_MS);
      await wait(waitedMs);
      passedMs += durationMs - waitedMs;
    },
    provoke: provocationsOf(place),
    launchInOtherProcess: (launch) => launchInOtherProcess(place.settings, secrets, launch),
    liveMachineIds: async () => (await podsOf(place)).filter(isLive).map(idOf),
    close: () => place.close(),
  };
}

/** What the conformance kit judges the Kubernetes provider by. */
export function kubernetesSubject(kubernetes: Kubernetes): ConformanceSubject {
  return {
    definition: kubernetesProvider,
    open: () => openWorld(kubernetes),
    maxUserDataBytes: 262_144,
    absentMachineId: `${SHARED_NAMESPACE}/absent/00000000-0000-0000-0000-000000000000`,
    malformedMachineId: 'nonsense',
  };
}
