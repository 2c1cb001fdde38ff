import { afterEach, expect, it } from 'vitest';
import { tagsOfHeader } from '@hostwright/core/provider';
import { launch, openTestSite, sweepAll, type TestSite } from '../../testing/test-site.js';
import { header, read, write } from '../../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

const ABSENT = 'i-00000000000000000';

async function startedBySomebody(units: number): Promise<readonly string[]> {
  site = await openTestSite({ bootTimeMs: 1_000 });
  const { machines } = await launch(site, { units });
  for (const { machineId } of machines) site.control.stripTags(machineId);
  return machines.map(({ machineId }) => machineId);
}

it(
  'shows what it took over in sweeps from then on, with the header and the tags that were asked for',
  { tags: ['mock.cloud', 'simulated'] },
  async () => {
    const [a = '', b = ''] = await startedBySomebody(2);
    const order = {
      ...write('adopt', { header: header({ requestId: 'fleet-1', intentId: 'int-9' }) }),
      tags: [{ key: 'RC_ACCOUNT', value: 'x' }],
    };
    expect(await site.machines.adopt({ ...order, machineIds: [a] })).toEqual([{ machineId: a, outcome: 'adopted' }]);
    await site.machines.adopt({ ...order, machineIds: [a] });
    const { machines } = await site.machines.inspect({ ...read(), machineIds: [a, b] });
    expect(machines.map((machine) => machine.header?.intentId)).toEqual(['int-9', undefined]);
    expect(machines[0]?.tags.toSorted((x, y) => (x.key < y.key ? -1 : 1))).toEqual(
      [...tagsOfHeader(order.header), ...order.tags].toSorted((x, y) => (x.key < y.key ? -1 : 1)),
    );
    const shown = (await sweepAll(site)).flatMap((event) => (event.type === 'page' ? event.machines : []));
    expect(shown.map(({ machineId }) => machineId)).toEqual([a]);
  },
);

it('does not let one id stop the others', { tags: ['mock.cloud', 'simulated'] }, async () => {
  const [a = '', b = ''] = await startedBySomebody(2);
  site.control.addFault({ kind: 'poison', on: 'CreateTags', machineId: b });
  const answers = await site.machines.adopt({ ...write(), machineIds: [ABSENT, a, b], tags: [] });
  expect(Object.fromEntries(answers.map(({ machineId, outcome, retryable }) => [machineId, [outcome, retryable]]))).toEqual({
    [ABSENT]: ['not-found', undefined],
    [a]: ['adopted', undefined],
    [b]: ['failed', false],
  });
});

it(
  'names the machines of a group that have not ended, and says whether more will come',
  { tags: ['mock.cloud', 'simulated'] },
  async () => {
    site = await openTestSite({ capacity: { 'mock.small/mock-1a': 2, 'mock.small/mock-1b': 0, 'mock.small/mock-1c': 0 } });
    const { group } = await launch(site, { units: 3, options: { launchAs: 'refilling-group', zones: ['mock-1a'] } });
    const groupRef = group?.groupRef ?? '';
    const before = await site.machines.members({ ...read(), groupRef });
    expect(before).toMatchObject({ complete: false });
    expect(before.machineIds).toHaveLength(2);
    await site.machines.cleanUp({ ...write(), ref: groupRef, kind: 'refilling-group' });
    expect(await site.machines.members({ ...read(), groupRef })).toMatchObject({ complete: true });
    await expect(site.machines.members({ ...read(), groupRef: 'grp-none' })).rejects.toMatchObject({ errorClass: 'NotFound' });
  },
);
