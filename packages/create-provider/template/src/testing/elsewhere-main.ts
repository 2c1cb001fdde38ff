import type { ProviderContext } from '@hostwright/core/provider';
import { definition } from '../definition.js';
import type { Task } from './elsewhere.js';

const { settings, apiKey, ...write } = JSON.parse(process.argv[2] ?? '') as Task;

/** As core's, without limits: it sends every call, and repeats none. */
const context: ProviderContext = {
  connection: 'elsewhere',
  call: (options, run) => run(options.signal),
  secret: async () => apiKey,
  now: () => Date.now(),
  sleep: async () => undefined,
  random: () => 0.5,
  log: () => undefined,
};

const { machines } = definition.create(settings, context);
const result = await machines.launch({ ...write, signal: new AbortController().signal, part: 0 });
process.stdout.write(JSON.stringify(result.machines.map(({ machineId }) => machineId)));
