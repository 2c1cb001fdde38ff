import { writeSync } from 'node:fs';
import { isProviderError } from '@hostwright/core/provider';
import { mockProvider } from '../provider/definition.js';
import { settingsSchema } from '../provider/settings.js';
import { TestContext } from './test-context.js';
import { write } from './writes.js';

/** What a child process does with a cloud; the first argument is this as JSON. It prints ids of machines as JSON. */
export interface ChildTask {
  readonly settings: Readonly<Record<string, unknown>>;
  /** A prepared launch. */
  readonly version: number;
  readonly document: string;
  /** The launches to make, one after the other, each by its token. */
  readonly tokens: readonly string[];
}

const { settings, version, document, tokens } = JSON.parse(process.argv[2] ?? '') as ChildTask;
const context = new TestContext({ now: () => Date.now(), pass: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)) });
const provider = mockProvider.create(settingsSchema.parse(settings), context);
for (const token of tokens) {
  try {
    const { machines } = await provider.machines.launch({ ...write(token), prepared: { version, document, parts: 1 }, part: 0 });
    writeSync(1, `${JSON.stringify({ token, machineIds: machines.map((machine) => machine.machineId) })}\n`);
  } catch (error) {
    writeSync(1, `${JSON.stringify({ token, refused: isProviderError(error) ? error.errorClass : String(error) })}\n`);
  }
}
await provider.dispose?.();
