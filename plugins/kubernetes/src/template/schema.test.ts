import { describe, expect, it } from 'vitest';
import { templateSchema } from './schema.js';

const refusal = (keys: object): string => {
  const { error } = templateSchema.safeParse({ image: 'x', ...keys });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n') ?? '';
};

describe('a template’s keys', { tags: ['kubernetes.template', 'simulated'] }, () => {
  it.each([
    [{ imagee: 'x' }, ': Unrecognized key: "imagee"'],
    [{ image: '' }, 'image: Too small: expected string to have >=1 characters'],
    [{ handler: 'daemon-set' }, 'handler: Invalid option: expected one of "pod"|"job"|"deployment"|"stateful-set"'],
    [{ namespace: 'Big' }, 'namespace: must be a name of lower-case letters, digits and hyphens'],
    [{ podSpec: 'pod.yml' }, 'podSpec: must be an absolute path; ${CONFIG_DIR} stands for the folder of the configuration'],
    [{ podSpec: '/p', pod: {} }, 'pod: podSpec is stated, too: keep one of podSpec, pod, nativeSpec'],
    [{ image: undefined }, 'image: nothing says what machines run: state image, podSpec, pod or nativeSpec'],
    [{ cpus: 0 }, 'cpus: Too small: expected number to be >0'],
    [{ memoryMib: 0.5 }, 'memoryMib: Invalid input: expected int, received number'],
    [{ cpus: 1, requests: { cpu: 2 } }, 'requests: cpu is stated by cpus, too: keep one of them'],
    [{ limits: { cpu: 'lots' } }, 'limits.cpu: must be a quantity like 500m, 2 or 4Gi'],
    [{ gpuResource: 'amd.com/gpu' }, 'gpuResource: it does nothing without gpus: add that, or take this out'],
    [
      { gpus: 1, gpuResource: 'amd.com/gpu', migProfile: '1g.5gb' },
      'gpuResource: migProfile is stated, which names the resource: keep one of them',
    ],
    [{ gpus: 1, limits: { 'nvidia.com/gpu': 2 } }, 'limits: nvidia.com/gpu is stated by gpus, too: keep one of them'],
    [{ migProfile: 'half' }, 'migProfile: must be like 1g.5gb'],
    [{ labels: { 'hostwright-deployment': 'x' } }, 'labels: hostwright-deployment is written by the host factory alone: take it out'],
    [
      { annotations: { 'hostwright-user-data': 'x' } },
      'annotations: hostwright-user-data is written by the host factory alone: take it out',
    ],
    [{ env: { A: 1 } }, 'env: write names with values, or a list of variables as Kubernetes has it'],
    [{ env: { A: { secret: 's' } } }, 'env: write names with values, or a list of variables as Kubernetes has it'],
    [{ podOverride: { status: {} } }, 'podOverride: Unrecognized key: "status"'],
    [{ tolerations: {} }, 'tolerations: Invalid input: expected array, received object'],
  ])('are refused with what is wrong, and where: %j', (keys, message) => {
    expect(refusal(keys)).toBe(message);
  });

  it('may be in Kubernetes’ own words where they say so', () => {
    expect(templateSchema.parse({ image: 'x', env: [{ name: 'A', valueFrom: { fileKeyRef: { path: 'f' } } }] }).pod.container).toEqual({
      image: 'x',
      env: [{ name: 'A', valueFrom: { fileKeyRef: { path: 'f' } } }],
    });
  });

  it('make options that are the same once they were stored', () => {
    const options = templateSchema.parse({ image: 'x', cpus: 2 });
    expect(JSON.parse(JSON.stringify(options))).toEqual(JSON.parse(JSON.stringify({ ...options })));
    expect(options).toMatchObject({ pod: { spec: {}, metadata: {}, container: { image: 'x', resources: { requests: { cpu: '2' } } } } });
  });
});
