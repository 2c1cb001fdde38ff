import type { OtherProcessLaunch } from '@hostwright/provider-conformance';
import awsProvider from '@hostwright/provider-aws';
import { PlainContext } from './plain-context.js';

/** What another process launches; the first argument is this as JSON. It prints ids of machines as JSON. */
export interface OtherProcessTask extends OtherProcessLaunch {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

const { settings, secrets, ...write } = JSON.parse(process.argv[2] ?? '') as OtherProcessTask;
const validated = await awsProvider.settingsSchema['~standard'].validate(settings);
if (validated.issues !== undefined) throw new Error(validated.issues.map(({ message }) => message).join('; '));
const provider = awsProvider.create(validated.value, new PlainContext(secrets));
const { machines } = await provider.machines.launch({ ...write, signal: new AbortController().signal, part: 0 });
process.stdout.write(JSON.stringify(machines.map(({ machineId }) => machineId)));
await provider.dispose?.();
