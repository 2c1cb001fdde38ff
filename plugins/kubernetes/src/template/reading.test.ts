import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineTypeOf } from './machine-type.js';
import { marketOf } from './market.js';
import { mergePod } from './merge.js';
import { cpuQuantity, readQuantity } from './quantity.js';
import { requestsOf, shapeOf } from './shape.js';

const container = (requests: object, limits: object = {}): object => ({ resources: { requests, limits } });
const size = { cpu: '2', memory: '4Gi' };

describe('a pod’s size', { tags: ['kubernetes.catalog', 'contract'] }, () => {
  it.each([
    ['500m', 0.5],
    ['2', 2],
    [2, 2],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1Gi', 1_073_741_824],
    ['128974848000m', 128_974_848],
    ['1e3', 1_000],
    ['1E', 1e18],
    ['4k', 4_000],
    ['', undefined],
    ['1 Gi', undefined],
    ['1KB', undefined],
    [null, undefined],
    [Number.NaN, undefined],
  ])('reads the quantity %j as %j', (text, amount) => {
    expect(readQuantity(text)).toBe(amount);
  });

  it('writes processors as kubectl shows them', () => {
    expect([2, 0.5, 1.25].map(cpuQuantity)).toEqual(['2', '500m', '1250m']);
  });

  it('is that of its containers together, a limit standing for a missing request', () => {
    const spec = { containers: [container(size), container({ cpu: '500m' }, { memory: '1Gi', 'nvidia.com/gpu': 2 })] };
    expect(shapeOf(spec)).toEqual({ vcpus: 2, cores: 2, memoryMib: 5_120, gpus: 2, architecture: 'x86_64' });
  });

  it('is that of its largest init container where that is more, with the sidecars that run by then', () => {
    const spec = {
      containers: [container({ cpu: 1, memory: '1Gi' })],
      initContainers: [{ restartPolicy: 'Always', ...container({ cpu: 1, memory: '1Gi' }) }, container({ cpu: 4, memory: '1Gi' })],
      overhead: { memory: '1Gi' },
    };
    expect(Object.fromEntries(requestsOf(spec))).toEqual({ cpu: 5, memory: 3 * 2 ** 30 });
  });

  it('is that of the whole pod where it is stated', () => {
    expect(shapeOf({ resources: { requests: { cpu: 8, memory: '16Gi' } }, containers: [container(size)] })).toMatchObject({
      vcpus: 8,
      memoryMib: 16_384,
    });
  });

  it('counts a slice of a GPU as one, and a part of a processor as one', () => {
    const spec = { containers: [container({ cpu: '250m', memory: '1Gi' }, { 'nvidia.com/mig-1g.5gb': 3, 'example.com/fpga': 1 })] };
    expect(shapeOf(spec)).toMatchObject({ vcpus: 1, gpus: 3 });
  });

  it('is unknown when it asks for no processors or no memory', () => {
    expect(shapeOf({ containers: [{}] })).toBeUndefined();
    expect(shapeOf({ containers: [container({ cpu: 1 })] })).toBeUndefined();
  });

  it('has the architecture that its node must have', () => {
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }] }],
        },
      },
    };
    expect(shapeOf({ containers: [container(size)], nodeSelector: { 'kubernetes.io/arch': 'arm64' } })?.architecture).toBe('arm64');
    expect(shapeOf({ containers: [container(size)], affinity })?.architecture).toBe('arm64');
  });

  it('gives it a name: its template’s, its node’s, or what it asks for', () => {
    const spec = {
      containers: [container({ cpu: '500m', memory: '4Gi' }, { 'amd.com/gpu': 1 })],
      nodeSelector: { 'node.kubernetes.io/instance-type': 'm5.large' },
    };
    expect(machineTypeOf({ metadata: { annotations: { 'hostwright-machine-type': 'fat' } }, spec })).toBe('fat');
    expect(machineTypeOf({ spec })).toBe('m5.large');
    expect(machineTypeOf({ spec: { containers: spec.containers } })).toBe('0.5cpu-4096mib-1gpu');
    expect(machineTypeOf({})).toBe('pod');
  });
});

describe('a pod’s market', { tags: ['kubernetes.catalog', 'contract'] }, () => {
  const affinity = (...values: readonly string[]): object => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'karpenter.sh/capacity-type', operator: 'In', values }] }],
        },
      },
    },
  });

  it.each([
    [{ nodeSelector: { 'karpenter.sh/capacity-type': 'spot' } }, 'spot'],
    [{ nodeSelector: { 'eks.amazonaws.com/capacityType': 'SPOT' } }, 'spot'],
    [{ nodeSelector: { 'cloud.google.com/gke-spot': 'true' } }, 'spot'],
    [{ nodeSelector: { 'kubernetes.azure.com/scalesetpriority': 'spot' } }, 'spot'],
    [affinity('spot'), 'spot'],
    [affinity('spot', 'on-demand'), 'on-demand'],
    [{ nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand' } }, 'on-demand'],
    [{}, 'on-demand'],
  ])('of %j is %s', (spec, market) => {
    expect(marketOf(spec)).toBe(market);
  });
});

describe('whatever comes over the wire', { tags: ['kubernetes.template', 'simulated'] }, () => {
  it('is read without a crash', () => {
    const any = fc.oneof(fc.anything(), fc.jsonValue());
    const spec = fc.record({
      containers: fc.oneof(any, fc.array(fc.record({ resources: fc.record({ requests: any, limits: any }) }))),
      nodeSelector: any,
      affinity: any,
      overhead: any,
    });
    fc.assert(
      fc.property(fc.oneof(any, spec), (value) => {
        expect(typeof machineTypeOf({ spec: value, metadata: value })).toBe('string');
        expect(['spot', 'on-demand']).toContain(marketOf(value));
        shapeOf(value);
      }),
    );
  });

  it('is merged as RFC 7396 has it where no list has names, and changes nothing that it was given', () => {
    const plain = fc.object({
      maxDepth: 3,
      values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
      key: fc.stringMatching(/^[a-z]{1,3}$/),
    });
    fc.assert(
      fc.property(plain, plain, (base, patch) => {
        const before = JSON.stringify([base, patch]);
        const merged = mergePod(base as never, patch as never);
        expect(JSON.stringify([base, patch])).toBe(before);
        expect(mergePod(merged, patch as never)).toEqual(merged);
        const plainOnes = Object.entries(patch).filter(([, value]) => value === null || typeof value !== 'object');
        expect(plainOnes.map(([key]) => merged[key] ?? null)).toEqual(plainOnes.map(([, value]) => value));
      }),
    );
  });

  it('cannot reach what every object inherits', () => {
    const merged = mergePod({}, JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"a": 1}}') as never);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys(merged)).toEqual(['__proto__', 'constructor']);
  });
});
