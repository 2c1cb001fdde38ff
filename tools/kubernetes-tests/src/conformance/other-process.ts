import type { OtherProcessLaunch } from '@hostwright/provider-conformance';
import kubernetesProvider from '@hostwright/provider-kubernetes';
import { PlainContext } from './plain-context.js';

/** What another process launches, every part of it; the first argument is this as JSON. It prints ids of machines as JSON. */
export interface OtherProcessTask extends OtherProcessLaunch {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

const { settings, secrets, ...write } = JSON.parse(process.argv[2] ?? '') as OtherProcessTask;
const validated = await kubernetesProvider.settingsSchema['~standard'].validate(settings);
if (validated.issues !== undefined) throw new Error(validated.issues.map(({ message }) => message).join('; '));
const provider = kubernetesProvider.create(validated.value, new PlainContext(secrets));
const machineIds: string[] = [];
for (let part = 0; part < write.prepared.parts; part += 1) {
  const { machines } = await provider.machines.launch({ ...write, signal: new AbortController().signal, part });
  machineIds.push(...machines.map(({ machineId }) => machineId));
}
process.stdout.write(JSON.stringify(machineIds));
await provider.dispose?.();
