import {
  createEngine,
  createHostFactory,
  isHostFactoryError,
  isProviderError,
  isStoreError,
  type HostFactoryOptions,
} from '@hostwright/core';
import mock from '@hostwright/provider-mock';
import type { HostFactoryCaller } from '../callers/host-factory.js';
import type { Choices } from '../world/random.js';
import type { World } from '../world/world.js';

type Act = (world: World, caller: HostFactoryCaller, choices: Choices) => void;

/** A program of somebody's own starts up with us inside, as its configuration says: rightly, or not at all. It works on nothing. */
export const embeds: Act = (world, _caller, choices) => {
  void embed(world, choices).catch((error: unknown) => {
    if (!isHostFactoryError(error) && !isProviderError(error) && !isStoreError(error)) throw error;
  });
};

async function embed(world: World, choices: Choices): Promise<void> {
  const process = world.spawn('embedder');
  const right: HostFactoryOptions = {
    store: await world.storeOf(process),
    clock: process.clock,
    random: choices,
    providers: [mock],
    connections: [{ name: 'mock-1', provider: 'mock', settings: world.settings }],
    templates: [{ templateId: 'plain', connection: 'mock-1', options: { machineType: 'mock.small' } }],
  };
  await createEngine({ store: right.store, connections: [] }).drive({ deadlineMs: 1_000 });
  for (const change of choices.sample(CHANGES, 3)) await look(change(right)).catch(refused);
}

function refused(error: unknown): void {
  if (!isHostFactoryError(error) && !isProviderError(error)) throw error;
}

async function look(options: HostFactoryOptions): Promise<void> {
  const { engine, queries } = await createHostFactory(options);
  engine.wake();
  engine.progress();
  engine.firstLook();
  await engine.idle();
  await queries.templates();
  await queries.isWorkLeft();
  if (options.connections.length === 0) {
    await engine.drive({ deadlineMs: 1_000 });
    await engine.run({ signal: AbortSignal.abort() });
  } else await engine.rebuild({ dryRun: true });
  await engine.dispose();
}

type Change = (right: HostFactoryOptions) => HostFactoryOptions;

/** What configurations say. */
const CHANGES: readonly Change[] = [
  (right) => right,
  (right) => ({ ...right, onCall: () => undefined }),
  ({ store, providers }) => ({ store, providers, connections: [], templates: [] }),
  (right) => ({ ...right, providers: [] }),
  (right) => ({ ...right, providers: [mock, mock] }),
  (right) => ({ ...right, providers: [withoutFile(new TypeError('a file of the plugin is missing'))] }),
  (right) => ({ ...right, connections: [...right.connections, ...right.connections] }),
  (right) => ({ ...right, connections: right.connections.map((connection) => ({ ...connection, provider: 'nobody' })) }),
  (right) => ({ ...right, connections: right.connections.map((connection) => ({ ...connection, settings: { account: 7 } })) }),
  (right) => withTemplate(right, { connection: 'nowhere' }),
  (right) => withTemplate(right, { maxNumber: -2 }),
  (right) => withTemplate(right, { tags: [{ key: 'hostwright-intent', value: 'mine' }] }),
  (right) => withTemplate(right, { attributes: [], maxNumber: 3, priority: 1, userData: 'echo' }),
  (right) =>
    withTemplate(right, {
      attributes: [
        { name: 'ncpus', type: 'Numeric', value: '2' },
        { name: 'nram', type: 'Numeric', value: '4096' },
      ],
    }),
  (right) => ({ ...right, templates: [...right.templates, ...right.templates] }),
];

function withTemplate(right: HostFactoryOptions, change: Partial<HostFactoryOptions['templates'][number]>): HostFactoryOptions {
  return { ...right, templates: right.templates.map((template) => ({ ...template, ...change })) };
}

function withoutFile(error: Error): HostFactoryOptions['providers'][number] {
  return {
    ...mock,
    create() {
      throw error;
    },
  };
}
