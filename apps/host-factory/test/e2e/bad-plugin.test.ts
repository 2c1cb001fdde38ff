import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { livingIn, machinesIn } from './harness/cloud.js';
import type { Keys } from './harness/configuration.js';
import { changedMock, writePluginFolder, type WrittenPlugin } from './harness/plugins.js';
import { type Scene, play } from './harness/scenario.js';
import { until } from './harness/until.js';
import { PAIRS, type Variant } from './harness/variants.js';

/** Plugins whose connection cannot be used at all: their templates alone become unavailable. */
const UNUSABLE: readonly WrittenPlugin[] = [
  { id: 'throws', source: `throw new Error('no licence on this host');\n` },
  { id: 'hangs', source: `await new Promise((resolve) => setTimeout(resolve, 3_600_000));\nexport default {};\n` },
  { id: 'empty', source: `export const nothing = 1;\n` },
  { id: 'liar', source: `import mock from '@hostwright/provider-mock';\nexport default { ...mock, id: 'somebody-else' };\n` },
  {
    id: 'ancient',
    source: `import mock from '@hostwright/provider-mock';\nexport default { ...mock, id: 'ancient', specificationVersion: 'v0' };\n`,
  },
];

/** Plugins that load and then do not keep the contract. */
const FORBIDDEN: readonly WrittenPlugin[] = [
  changedMock('nothing', `(provider) => ({ ...provider, machines: { ...provider.machines, launch: async () => undefined } })`),
  changedMock(
    'garbage',
    `(provider) => ({ ...provider, machines: { ...provider.machines, launch: async () => ({ machines: [{ machineId: 7 }] }) } })`,
  ),
  changedMock('silent', `(provider) => ({ ...provider, machines: { ...provider.machines, prepare: () => new Promise(() => undefined) } })`),
  changedMock('crashes', `() => { throw new TypeError('cannot read properties of undefined'); }`),
  changedMock(
    'rejects',
    `(provider) => ({ ...provider, machines: { ...provider.machines, prepare: () => Promise.reject('just a string') } })`,
  ),
  changedMock(
    'bad-sweep',
    `(provider) => ({ ...provider, machines: { ...provider.machines, sweep: async function* () { yield { type: 'nonsense' }; } } })`,
  ),
];

describe.concurrent.each(PAIRS)('plugins, $dialect with agent: $mode', (variant) => {
  it(
    'that cannot be loaded make their own templates unavailable, and no others',
    { tags: ['plugins.loading', 'fault.row-24', 'simulated'] },
    () =>
      playWith(variant, UNUSABLE, async (scene) => {
        expect((await listedTemplates(scene)).map(({ templateId }) => templateId)).toContain('small');
        await expectNothingFrom(scene, UNUSABLE);
      }),
  );

  it(
    'that break the contract are not believed, and the others are served',
    { tags: ['engine.contract', 'fault.row-24', 'simulated'] },
    () =>
      playWith(variant, FORBIDDEN, async (scene) => {
        expect((await listedTemplates(scene)).map(({ templateId }) => templateId)).toContain('small');
        await expectNothingFrom(scene, FORBIDDEN);
      }),
  );
});

/** Each plugin has a connection, a cloud and a template of its own, called like it, beside the connection that works. */
function playWith(variant: Variant, plugins: readonly WrittenPlugin[], scene: (scene: Scene) => Promise<void>): Promise<void> {
  return play({ ...variant, judged: 'running' }, async (played) => {
    const directory = writePluginFolder(join(played.site.root, 'plugins'), plugins);
    const settings = { cloudFile: '${CONFIG_DIR}/mock-cloud.db', bootTimeMs: 100, terminateTimeMs: 100 };
    const broken = plugins.map(({ id }) => ({ name: id, provider: id, settings: { cloudFile: `\${CONFIG_DIR}/${id}.db` } }));
    played.site.configure({
      configuration: {
        plugins: { directory },
        hostFactory: { launchWaitMs: 2_000 },
        connections: [{ name: 'cloud', provider: 'mock', settings }, ...broken],
      },
      templates: [
        { templateId: 'small', connection: 'cloud', maxNumber: 10, machineType: 'mock.small' },
        ...plugins.map(({ id }) => ({ templateId: id, connection: id, maxNumber: 10, machineType: 'mock.small', attributes: SIZE })),
      ],
    });
    await scene(played);
  });
}

const SIZE: Keys = { ncpus: 2, nram: 4096, mem: 4096 };

/** Requests of the broken ones end in no machine, or in none so far; those of the one that works are served beside them. */
async function expectNothingFrom({ hostFactory, site }: Scene, plugins: readonly WrittenPlugin[]): Promise<void> {
  const answers = await Promise.all(plugins.map(({ id }) => hostFactory.tryRequest(id, 1)));
  for (const { exitCode, document } of answers)
    expect([exitCode, typeof document.message]).toEqual([document.requestId === undefined ? 1 : 0, 'string']);
  const machines = await hostFactory.machines('small', 2);
  expect(livingIn(site.cloudFile)).toHaveLength(2);
  const accepted = answers.flatMap(({ document }) => document.requestId ?? []);
  for (const document of accepted.length === 0 ? [] : await hostFactory.statuses(accepted)) {
    expect(document.status).not.toBe('complete');
    expect(document.machines.filter(({ result }) => result === 'succeed')).toEqual([]);
  }
  await hostFactory.giveBackAndWait(machines);
  expect(machinesIn(site.cloudFile)).toHaveLength(2);
}

/** Host Factory asks again when it is told that the catalogue is not known yet. */
function listedTemplates({ hostFactory, site }: Scene) {
  return until(async () => ((await site.call('getAvailableTemplates', {})).exitCode === 0 ? hostFactory.templates() : undefined), {
    what: 'the templates of the plugin that works',
  });
}
