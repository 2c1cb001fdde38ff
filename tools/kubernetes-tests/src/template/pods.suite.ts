import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKubernetes } from '@hostwright/emulators/kubernetes';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, MACHINE, type Connection, type Keys } from '../cluster/connection.js';
import { make, openPlace, type Place } from '../cluster/place.js';
import { podAt } from '../cluster/pods.js';

const kubernetes = await startKubernetes({ nodes: 1 });

let place: Place;
let connection: Connection;
let folder: string;
beforeAll(async () => {
  place = await openPlace(kubernetes);
  connection = await connect(place);
  folder = await mkdtemp(join(tmpdir(), 'hw-kubernetes-pods-'));
  await kubernetes.nodes.add(1, {
    labels: { disk: 'ssd' },
    gpu: { product: 'A100', count: 2 },
    taints: [{ key: 'gpu', effect: 'NoSchedule' }],
  });
  return async () => {
    await rm(folder, { recursive: true, force: true });
    await connection.close();
    await place.close();
    await kubernetes.stop();
  };
});

const write = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
const problemsOf = async (keys: Keys) =>
  connection.machines.validate({ signal: new AbortController().signal, options: await connection.options(keys) });
/** Launches one, waits until it runs, and answers it as the API server has it. */
async function running(keys: Keys) {
  const { machines } = await connection.launchRunning(keys, 1);
  const [machine] = machines;
  const pod = await podAt(place, machine?.machineId ?? '');
  await connection.end(machines.map(({ machineId }) => machineId));
  return { machine, pod };
}

/** kwok stands for the kubelets: containers pretend to run. */
describe('a pod on a real API server', { tags: ['kubernetes.template', 'real'] }, () => {
  it('has every key of its template, and runs where they say', async () => {
    await make(place, '/apis/scheduling.k8s.io/v1/priorityclasses', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'high' },
      value: 7,
    });
    await make(place, '/apis/node.k8s.io/v1/runtimeclasses', {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'gvisor' },
      handler: 'runsc',
    });
    await make(place, `/api/v1/namespaces/${place.namespace}/serviceaccounts`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'runner' },
    });
    const probe = { exec: { command: ['true'] }, periodSeconds: 7 };
    const { machine, pod } = await running({
      machineType: 'gpu.small',
      image: 'registry.example.com/x:1',
      imagePullPolicy: 'Never',
      imagePullSecrets: ['login'],
      command: ['/bin/run'],
      args: ['--now'],
      workingDir: '/work',
      env: {
        A: 'a',
        B: { secret: 's', key: 'k', optional: true },
        C: { configMap: 'c', key: 'k', optional: true },
        D: { field: 'status.podIP' },
      },
      envFrom: [{ secretRef: { name: 's', optional: true } }],
      cpus: 0.5,
      memoryMib: 256,
      ephemeralStorageMib: 10,
      gpus: 1,
      limits: { cpu: 1, memory: '1Gi' },
      nodeSelector: { disk: 'ssd' },
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }],
          },
        },
      },
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
      topologySpreadConstraints: [
        {
          topologyKey: 'kubernetes.io/hostname',
          maxSkew: 5,
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: { team: 'quant' } },
        },
      ],
      runtimeClass: 'gvisor',
      priorityClass: 'high',
      serviceAccount: 'runner',
      volumes: [{ name: 'v', emptyDir: {} }],
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      ports: [{ containerPort: 80 }],
      livenessProbe: probe,
      readinessProbe: probe,
      startupProbe: probe,
      lifecycle: { preStop: { exec: { command: ['true'] } } },
      securityContext: { readOnlyRootFilesystem: true },
      podSecurityContext: { runAsUser: 7 },
      terminationGracePeriodSeconds: 5,
      labels: { team: 'quant' },
      annotations: { note: 'x' },
    });
    expect(machine).toMatchObject({ machineType: 'gpu.small' });
    expect(pod.metadata).toMatchObject({ labels: { team: 'quant' }, annotations: { note: 'x' } });
    expect(pod.spec).toMatchObject({
      restartPolicy: 'Never',
      nodeSelector: { disk: 'ssd' },
      priority: 7,
      runtimeClassName: 'gvisor',
      serviceAccountName: 'runner',
      imagePullSecrets: [{ name: 'login' }],
      securityContext: { runAsUser: 7 },
      terminationGracePeriodSeconds: 5,
      topologySpreadConstraints: [{ maxSkew: 5 }],
      tolerations: expect.arrayContaining([{ key: 'gpu', operator: 'Exists' }]),
      containers: [
        {
          name: 'machine',
          image: 'registry.example.com/x:1',
          imagePullPolicy: 'Never',
          command: ['/bin/run'],
          args: ['--now'],
          workingDir: '/work',
          env: [{ name: 'A', value: 'a' }, { name: 'B' }, { name: 'C' }, { name: 'D' }],
          envFrom: [{ secretRef: { name: 's' } }],
          resources: {
            requests: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '10Mi', 'nvidia.com/gpu': '1' },
            limits: { cpu: '1', memory: '1Gi' },
          },
          ports: [{ containerPort: 80 }],
          livenessProbe: { periodSeconds: 7 },
          readinessProbe: { periodSeconds: 7 },
          startupProbe: { periodSeconds: 7 },
          lifecycle: { preStop: {} },
          securityContext: { readOnlyRootFilesystem: true },
        },
      ],
    });
  });

  it('may start from a file of another provider, as it is, and be changed by the override', async () => {
    const podSpec = await write(
      'pod-spec.yml',
      `apiVersion: v1
kind: Pod
metadata: {name: cmp-test, labels: {app.kubernetes.io/name: cmp}}
spec:
  containers:
    - {name: hello, image: busybox, command: [sh, -c, 'sleep 3600'], env: [{name: A, value: "1"}]}
`,
    );
    const { pod } = await running({
      podSpec,
      podOverride: { spec: { containers: [{ name: 'hello', env: [{ name: 'B', value: '2' }] }] } },
    });
    expect(pod.metadata.name).toMatch(/^hw-/);
    expect(pod.metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'cmp' });
    expect(pod.spec['containers']).toMatchObject([
      {
        name: 'hello',
        image: 'busybox',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
    ]);
  });

  it('may come from a native file of a Job', async () => {
    const template = { metadata: { labels: { native: 'yes' } }, spec: { containers: [{ name: 'main', image: 'x' }] } };
    const nativeSpec = await write(
      'job.json',
      JSON.stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'mine' }, spec: { template } }),
    );
    const { machine, pod } = await running({ nativeSpec, args: ['go'] });
    expect(machine?.groupRef).toMatch(new RegExp(`^${place.namespace}/job/hw-`));
    expect(pod.metadata.labels).toMatchObject({ native: 'yes' });
    expect(pod.spec['containers']).toMatchObject([{ name: 'main', image: 'x', args: ['go'] }]);
  });

  it.each([
    [{ podOverride: { spec: { fieldOfTomorrow: 1 } } }, 'fieldOfTomorrow'],
    [{ podOverride: { spec: { containers: [{ name: 'machine', imag: 'x' }] } } }, 'imag'],
    [{ tolerations: [{ key: 'a', operator: 'Sometimes' }] }, 'spec.tolerations[0].operator'],
    [{ nodeSelector: { 'a b': 'c' } }, 'spec.nodeSelector'],
    [{ cpus: 2, limits: { cpu: 1 } }, 'spec.containers[0].resources.requests'],
    [{ priorityClass: 'none' }, 'none'],
  ] as const)('is checked without being made: %j', async (keys, named) => {
    const problems = await problemsOf({ ...MACHINE, ...keys });
    expect(problems.map(({ path, message }) => `${path}: ${message}`).join('\n')).toContain(named);
  });

  it('has no problem when it is good, whichever way it is launched', async () => {
    for (const handler of ['pod', 'job', 'deployment', 'stateful-set'])
      expect([handler, await problemsOf({ ...MACHINE, handler })]).toEqual([handler, []]);
    expect(await problemsOf({ ...MACHINE, migProfile: '1g.5gb', nodeSelector: { 'nvidia.com/gpu.product': 'A100' } })).toEqual([]);
  });
});
