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

describe.concurrent.each(PAIRS)('plugins that cannot be loaded, $dialect with agent: $mode', (variant) => {
  it.each(UNUSABLE)('$id: its templates alone are unavailable', { timeout: 90_000 }, (plugin) =>
    playWith(variant, plugin, async (scene) => {
      const { hostFactory } = scene;
      expect((await listedTemplates(scene)).map(({ templateId }) => templateId)).toContain('small');
      const answer = await hostFactory.tryRequest('broken', 1);
      expect(answer.document).toMatchObject({ message: expect.any(String) });
      expect([0, 1]).toContain(answer.exitCode);
      await expectGoodOnesServed(scene);
    }),
  );
});

describe.concurrent.each(PAIRS)('plugins that break the contract, $dialect with agent: $mode', (variant) => {
  it.each(FORBIDDEN)('$id: nothing is believed of it, and the others are served', { timeout: 90_000 }, (plugin) =>
    playWith(variant, plugin, async (scene) => {
      const answer = await scene.hostFactory.tryRequest('broken', 1);
      expect([0, 1]).toContain(answer.exitCode);
      await expectGoodOnesServed(scene);
      if (answer.document.requestId === undefined) return;
      const { status, machines } = await scene.hostFactory.status(answer.document.requestId);
      expect(status).not.toBe('complete');
      expect(machines.filter(({ result }) => result === 'succeed')).toEqual([]);
    }),
  );
});

function playWith(variant: Variant, plugin: WrittenPlugin, scene: (scene: Scene) => Promise<void>): Promise<void> {
  const plan = { ...variant, judged: 'running' } as const;
  return play(plan, async (played) => {
    const directory = writePluginFolder(join(played.site.root, 'plugins'), [plugin]);
    const cloudFile = '${CONFIG_DIR}/mock-cloud.db';
    played.site.configure({
      configuration: {
        plugins: { directory },
        hostFactory: { launchWaitMs: 2_000 },
        connections: [
          { name: 'cloud', provider: 'mock', settings: { cloudFile, bootTimeMs: 100, terminateTimeMs: 100 } },
          { name: 'broken', provider: plugin.id, settings: { cloudFile: '${CONFIG_DIR}/broken-cloud.db' } },
        ] satisfies readonly Keys[],
      },
      templates: [
        { templateId: 'small', connection: 'cloud', maxNumber: 10, machineType: 'mock.small' },
        {
          templateId: 'broken',
          connection: 'broken',
          maxNumber: 10,
          machineType: 'mock.small',
          attributes: { ncpus: 2, nram: 4096, mem: 4096 },
        },
      ],
    });
    await scene(played);
  });
}

/** Host Factory asks again when it is told that the catalogue is not known yet. */
function listedTemplates({ hostFactory, site }: Scene) {
  return until(async () => ((await site.call('getAvailableTemplates', {})).exitCode === 0 ? hostFactory.templates() : undefined), {
    what: 'the templates of the plugin that works',
  });
}

async function expectGoodOnesServed({ hostFactory, site }: Scene): Promise<void> {
  const machines = await hostFactory.machines('small', 2);
  expect(livingIn(site.cloudFile)).toHaveLength(2);
  await hostFactory.giveBackAndWait(machines);
  expect(machinesIn(site.cloudFile)).toHaveLength(2);
}
