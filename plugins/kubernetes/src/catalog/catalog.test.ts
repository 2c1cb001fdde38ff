import type { PageInput } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { apiServers, refusal, type WireRequest } from '../session/testing/api-server.js';
import { failureOf } from '../session/testing/failure-of.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { templateSchema } from '../template/schema.js';
import { createCatalog } from './catalog.js';

const start = apiServers();
const input = readInput();

interface Given {
  readonly type?: string;
  readonly zone?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly allocatable?: object;
  readonly spec?: object;
  readonly ready?: string;
}

const node = ({ type, zone, labels = {}, allocatable = { cpu: '3920m', memory: '16Gi' }, spec = {}, ready = 'True' }: Given): object => ({
  metadata: {
    labels: {
      'kubernetes.io/arch': 'amd64',
      ...(type === undefined ? {} : { 'node.kubernetes.io/instance-type': type }),
      ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
      ...labels,
    },
  },
  spec,
  status: { allocatable, conditions: [{ type: 'Ready', status: ready }] },
});

const NODES = [
  node({ type: 'm5.xlarge', zone: 'a' }),
  node({ type: 'm5.xlarge', zone: 'b', spec: { unschedulable: true } }),
  node({ type: 'm5.xlarge', zone: 'a', labels: { 'karpenter.sh/capacity-type': 'spot' }, ready: 'Unknown' }),
  node({
    type: 'p5',
    zone: 'b',
    labels: { 'kubernetes.io/arch': 'arm64', 'nvidia.com/gpu.product': 'H100' },
    allocatable: { cpu: 96, memory: '1Ti', 'nvidia.com/gpu': '8', pods: 110 },
  }),
  node({}),
];

/** An API server that lists these, in chunks of two. */
async function cluster(items: readonly object[], settings: object = {}) {
  const server = await start(({ path }: WireRequest) => {
    const from = Number(new URL(path, 'http://x').searchParams.get('continue') ?? 0);
    const next = from + 2 < items.length ? String(from + 2) : '';
    return { body: { kind: 'List', metadata: { continue: next }, items: items.slice(from, from + 2) } };
  });
  const { session, context } = testSession({ server: server.url, namespace: 'grid', ...settings });
  return { server, context, catalog: createCatalog(session) };
}

async function all<Item>(
  ask: (page: PageInput) => Promise<{ readonly items: readonly Item[]; readonly nextCursor: string | undefined }>,
  limit: number,
) {
  const items: Item[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await ask({ ...input, limit, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

describe('the catalogue', { tags: ['kubernetes.catalog', 'contract'] }, () => {
  it('knows zones from the nodes’ labels, and one zone where there are none', async () => {
    expect(await (await cluster(NODES)).catalog.zones(input)).toEqual(['a', 'b']);
    expect(await (await cluster([node({})])).catalog.zones(input)).toEqual(['cluster']);
  });

  it('knows the shapes of nodes by what pods may have of them, each type once, in pages of any size', async () => {
    const { catalog, server } = await cluster(NODES);
    const types = [
      { name: '3cpu-16384mib', shape: { vcpus: 3, cores: 3, memoryMib: 16_384, gpus: 0, architecture: 'x86_64' }, gpuModel: undefined },
      { name: 'm5.xlarge', shape: { vcpus: 3, cores: 3, memoryMib: 16_384, gpus: 0, architecture: 'x86_64' }, gpuModel: undefined },
      { name: 'p5', shape: { vcpus: 96, cores: 96, memoryMib: 1_048_576, gpus: 8, architecture: 'arm64' }, gpuModel: 'H100' },
    ];
    for (const limit of [1, 2, 500]) expect(await all((page) => catalog.machineTypes(page), limit)).toEqual(types);
    expect(server.requests).toHaveLength(3);
    expect(server.requests[0]?.path).toBe('/api/v1/nodes?limit=500');
    expect(await failureOf(catalog.machineTypes({ ...input, cursor: 'none' }))).toMatchObject({ errorClass: 'NotFound' });
  });

  it('reads nodes again after a minute', async () => {
    const { catalog, server, context } = await cluster([node({})]);
    await catalog.zones(input);
    context.shiftMs = 61_000;
    await catalog.zones(input);
    expect(server.requests).toHaveLength(2);
  });

  it('offers types by zone and market, with the sheet’s prices, and says which can be had now', async () => {
    const prices = { vcpuHourUsd: 0.1, memoryGibHourUsd: 0.01, machineTypeHourUsd: { 'm5.xlarge': 0.2 }, spotPercent: 30 };
    const { catalog, context } = await cluster(NODES, { prices });
    const { items } = await catalog.offers({ ...input, filter: {} });
    expect(items.map(({ offerId, pricePerHourUsd, availability }) => [offerId, pricePerHourUsd, availability])).toEqual([
      ['3cpu-16384mib/-/on-demand', expect.closeTo(0.46), 'available'],
      ['m5.xlarge/a/on-demand', 0.2, 'available'],
      ['m5.xlarge/a/spot', expect.closeTo(0.06), 'unavailable'],
      ['m5.xlarge/b/on-demand', 0.2, 'unavailable'],
      ['p5/b/on-demand', undefined, 'available'],
    ]);
    expect(items[0]?.pricedAtMs).toBeGreaterThan(context.now() - 120_000);
    expect(items[4]).toMatchObject({ pricedAtMs: undefined, region: 'cluster', unitsPerMachine: 1 });
  });

  it.each([
    [{ machineTypes: ['p5'] }, ['p5/b/on-demand']],
    [{ zones: ['a'], market: 'spot' }, ['m5.xlarge/a/spot']],
    [{ minVcpus: 10 }, ['p5/b/on-demand']],
    [{ minGpus: 1, minMemoryMib: 1_000 }, ['p5/b/on-demand']],
    [{ minVcpus: 1_000 }, []],
  ] as const)('narrows offers by %j', async (filter, offers) => {
    const { catalog } = await cluster(NODES);
    expect((await catalog.offers({ ...input, filter })).items.map(({ offerId }) => offerId)).toEqual(offers);
  });

  it('tells the size of a template’s pods without a call, and what they cost by the sheet', async () => {
    const { catalog, server } = await cluster([], {
      prices: { vcpuHourUsd: 0.1, memoryGibHourUsd: 0.05, gpuHourUsd: { 'nvidia.com/gpu': 2 } },
    });
    const options = templateSchema.parse({ image: 'x', cpus: 2, memoryMib: 4_096, gpus: 1 });
    expect(await catalog.shape({ ...input, options })).toEqual({ vcpus: 2, cores: 2, memoryMib: 4_096, gpus: 1, architecture: 'x86_64' });
    const estimate = await catalog.estimate({ ...input, options, count: 10, durationHours: 3 });
    expect(estimate).toMatchObject({ perHourUsd: expect.closeTo(24), totalUsd: expect.closeTo(72), durationHours: 3 });
    expect(server.requests).toEqual([]);
  });

  it('says what is missing when there is no size or no price', async () => {
    const { catalog } = await cluster([], { prices: { vcpuHourUsd: 0.1 } });
    const noSize = await failureOf(catalog.shape({ ...input, options: templateSchema.parse({ image: 'x' }) }));
    expect(noSize).toMatchObject({ errorClass: 'InvalidTemplate', subject: 'cpus' });
    const options = templateSchema.parse({ image: 'x', cpus: 2, gpus: 1 });
    expect(await failureOf(catalog.estimate({ ...input, options, count: 1, durationHours: 1 }))).toMatchObject({
      errorClass: 'Unsupported',
    });
    const free = (await cluster([])).catalog;
    expect(await failureOf(free.estimate({ ...input, options, count: 1, durationHours: 1 }))).toMatchObject({ errorClass: 'Unsupported' });
  });

  it('takes a spot pod for the share that the sheet says', async () => {
    const { catalog } = await cluster([], { prices: { vcpuHourUsd: 1, spotPercent: 25 } });
    const options = templateSchema.parse({ image: 'x', cpus: 4, nodeSelector: { 'karpenter.sh/capacity-type': 'spot' } });
    expect(await catalog.estimate({ ...input, options, count: 1, durationHours: 1 })).toMatchObject({ totalUsd: 1 });
  });

  it('tells the namespaces’ quotas and their use, of what is ours', async () => {
    const quota = {
      metadata: { name: 'q', namespace: 'grid' },
      status: {
        hard: {
          pods: '10',
          'requests.cpu': '8',
          'requests.memory': '16Gi',
          'requests.nvidia.com/gpu': '2',
          'requests.storage': '1Ti',
          persistentvolumeclaims: '4',
          services: '3',
          odd: 'x',
        },
        used: { pods: '3', 'requests.cpu': '1500m' },
      },
    };
    const { catalog, server } = await cluster([quota], { namespaces: ['dev'] });
    expect((await catalog.quotas(input)).slice(0, 6)).toEqual([
      { name: 'grid/q/pods', unit: 'machines', limit: 10, used: 3 },
      { name: 'grid/q/requests.cpu', unit: 'vcpus', limit: 8, used: 1.5 },
      { name: 'grid/q/requests.memory', unit: 'memory-mib', limit: 16_384, used: 0 },
      { name: 'grid/q/requests.nvidia.com/gpu', unit: 'gpus', limit: 2, used: 0 },
      { name: 'grid/q/requests.storage', unit: 'volume-gib', limit: 1_024, used: 0 },
      { name: 'grid/q/persistentvolumeclaims', unit: 'volumes', limit: 4, used: 0 },
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/grid/resourcequotas?limit=500',
      '/api/v1/namespaces/dev/resourcequotas?limit=500',
    ]);
    const everywhere = await cluster([quota], { namespaces: ['*'] });
    await everywhere.catalog.quotas(input);
    expect(everywhere.server.requests.map(({ path }) => path)).toEqual(['/api/v1/resourcequotas?limit=500']);
  });

  it('starts a list again whose token expired in the middle, and gives up when it happens each time', async () => {
    let times = 0;
    let failures = 1;
    const server = await start(({ path }) => {
      times += 1;
      if (!path.includes('continue')) return { body: { metadata: { continue: 't' }, items: [node({ zone: 'a' })] } };
      failures -= 1;
      return failures >= 0 ? refusal(410, 'Expired', 'too old') : { body: { metadata: {}, items: [node({ zone: 'b' })] } };
    });
    const { session } = testSession({ server: server.url });
    expect(await createCatalog(session).zones(input)).toEqual(['a', 'b']);
    expect(times).toBe(4);
    failures = 100;
    expect(await failureOf(createCatalog(session).zones(input))).toMatchObject({ code: 'Expired' });
  });
});
