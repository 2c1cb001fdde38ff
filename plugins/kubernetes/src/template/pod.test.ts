import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../session/testing/temporary-folder.js';
import { failureOf } from '../session/testing/failure-of.js';
import type { Handler } from './handlers.js';
import { podOfTemplate, type MadePod } from './pod-of-template.js';
import { templateSchema } from './schema.js';

const folder = temporaryFolders();
const NO_DEFAULTS = { labels: {}, env: {} };

interface Given {
  readonly handler?: Handler;
  readonly userData?: string;
  readonly podDefaults?: {
    readonly serviceAccount?: string;
    readonly labels: Record<string, string>;
    readonly env: Record<string, string>;
  };
}

const make = (keys: object, { handler = 'pod', userData, podDefaults = NO_DEFAULTS }: Given = {}): Promise<MadePod> =>
  podOfTemplate(templateSchema.parse(keys), { handler, podDefaults }, userData);
const pod = async (keys: object, given?: Given) => (await make(keys, given)).pod;

describe('the pod of a template', { tags: ['kubernetes.template', 'contract'] }, () => {
  it('is as small as the template', async () => {
    expect(await pod({ image: 'busybox' })).toEqual({
      metadata: {},
      spec: { restartPolicy: 'Never', containers: [{ image: 'busybox', name: 'machine' }] },
    });
  });

  it('has every key at its place', async () => {
    const native = { anything: { newInKubernetes: true } };
    const keys = {
      handler: 'job',
      namespace: 'grid',
      machineType: 'fat.node',
      image: 'registry/x:1',
      imagePullPolicy: 'Always',
      imagePullSecrets: ['login'],
      command: ['/bin/run'],
      args: ['--now'],
      workingDir: '/work',
      env: { A: 'a', B: { secret: 's', key: 'k', optional: true }, C: { configMap: 'c', key: 'k' }, D: { field: 'status.podIP' } },
      envFrom: [{ secretRef: { name: 's' } }],
      cpus: 0.5,
      memoryMib: 2_048,
      ephemeralStorageMib: 100,
      gpus: 2,
      requests: { 'hugepages-2Mi': '4Mi' },
      limits: { cpu: 1, memory: '4Gi' },
      nodeSelector: { disk: 'ssd' },
      affinity: native,
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
      topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1 }],
      runtimeClass: 'gvisor',
      priorityClass: 'high',
      schedulerName: 'volcano',
      serviceAccount: 'runner',
      volumes: [{ name: 'v', emptyDir: {} }],
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      ports: [{ containerPort: 80 }],
      livenessProbe: native,
      readinessProbe: native,
      startupProbe: native,
      lifecycle: native,
      securityContext: { privileged: false },
      podSecurityContext: { runAsUser: 1 },
      terminationGracePeriodSeconds: 5,
      labels: { team: 'quant' },
      annotations: { note: 'x' },
    };
    const { pod: made, handler } = await make(keys);
    expect(handler).toBe('job');
    expect(templateSchema.parse(keys).namespace).toBe('grid');
    expect(made).toEqual({
      metadata: { labels: { team: 'quant' }, annotations: { note: 'x', 'hostwright-machine-type': 'fat.node' } },
      spec: {
        restartPolicy: 'Never',
        nodeSelector: { disk: 'ssd' },
        affinity: native,
        tolerations: [{ key: 'gpu', operator: 'Exists' }],
        topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1 }],
        runtimeClassName: 'gvisor',
        priorityClassName: 'high',
        schedulerName: 'volcano',
        serviceAccountName: 'runner',
        imagePullSecrets: [{ name: 'login' }],
        securityContext: { runAsUser: 1 },
        terminationGracePeriodSeconds: 5,
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'machine',
            image: 'registry/x:1',
            imagePullPolicy: 'Always',
            command: ['/bin/run'],
            args: ['--now'],
            workingDir: '/work',
            env: [
              { name: 'A', value: 'a' },
              { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
              { name: 'C', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
              { name: 'D', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
            ],
            envFrom: [{ secretRef: { name: 's' } }],
            resources: {
              requests: { cpu: '500m', memory: '2048Mi', 'ephemeral-storage': '100Mi', 'hugepages-2Mi': '4Mi' },
              limits: { cpu: 1, memory: '4Gi', 'nvidia.com/gpu': '2' },
            },
            volumeMounts: [{ name: 'v', mountPath: '/v' }],
            ports: [{ containerPort: 80 }],
            livenessProbe: native,
            readinessProbe: native,
            startupProbe: native,
            lifecycle: native,
            securityContext: { privileged: false },
          },
        ],
      },
    });
  });

  it.each([
    [{ gpus: 1 }, { 'nvidia.com/gpu': '1' }],
    [{ gpus: 3, gpuResource: 'amd.com/gpu' }, { 'amd.com/gpu': '3' }],
    [{ migProfile: '1g.5gb' }, { 'nvidia.com/mig-1g.5gb': '1' }],
    [{ migProfile: '3g.20gb', gpus: 2 }, { 'nvidia.com/mig-3g.20gb': '2' }],
  ])('asks for GPUs and slices of them by their limit: %j', async (keys, limits) => {
    expect(await pod({ image: 'x', ...keys })).toMatchObject({ spec: { containers: [{ resources: { limits } }] } });
  });

  it('starts from a file as kubectl reads it, with what nobody here knows, and the other keys over it', async () => {
    const path = folder().write(
      'pod.yml',
      `apiVersion: v1
kind: Pod
metadata:
  name: cmp-test
  namespace: grid
  labels: {app: cmp, built: 2020-01-01}
spec:
  restartPolicy: OnFailure
  fieldOfTomorrow: {deep: [1, 1:30]}
  volumes: [{name: secret, secret: {secretName: s, defaultMode: 0644}}]
  containers:
    - name: hello
      image: busybox
      env: [{name: A, value: "1"}, {name: B, value: "2"}]
    - {name: side, image: side}
`,
    );
    const { pod: made, base } = await make({ podSpec: path, image: 'other', env: { B: 'two', C: '3' } });
    expect(base.namespace).toBe('grid');
    expect(made).toEqual({
      metadata: { labels: { app: 'cmp', built: '2020-01-01' } },
      spec: {
        restartPolicy: 'OnFailure',
        fieldOfTomorrow: { deep: [1, '1:30'] },
        volumes: [{ name: 'secret', secret: { secretName: 's', defaultMode: 420 } }],
        containers: [
          {
            name: 'hello',
            image: 'other',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: 'two' },
              { name: 'C', value: '3' },
            ],
          },
          { name: 'side', image: 'side' },
        ],
      },
    });
  });

  it('starts from a pod in the template, or the bare spec of one, and puts keys into the container that is named', async () => {
    const spec = { containers: [{ name: 'a', image: 'a' }] };
    for (const base of [{ spec }, spec, { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec }]) {
      expect(await pod({ pod: base })).toEqual({ metadata: {}, spec: { restartPolicy: 'Never', ...spec } });
    }
    expect(await pod({ pod: spec, containerName: 'b', image: 'b' })).toMatchObject({
      spec: {
        containers: [
          { name: 'a', image: 'a' },
          { name: 'b', image: 'b' },
        ],
      },
    });
  });

  it('starts from a whole object, of which the pod is a part', async () => {
    const { write } = folder();
    const path = write(
      'job.json',
      JSON.stringify({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'j', labels: { a: 'b' }, namespace: 'grid' },
        spec: {
          ttlSecondsAfterFinished: 60,
          template: { metadata: { labels: { c: 'd' } }, spec: { containers: [{ name: 'm', image: 'i' }] } },
        },
      }),
    );
    const { pod: made, base, handler } = await make({ nativeSpec: path, args: ['x'] });
    expect(handler).toBe('job');
    expect(base.object).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { labels: { a: 'b' } },
      spec: { ttlSecondsAfterFinished: 60 },
    });
    expect(made).toEqual({
      metadata: { labels: { c: 'd' } },
      spec: { restartPolicy: 'Never', containers: [{ name: 'm', image: 'i', args: ['x'] }] },
    });
    expect((await failureOf(make({ nativeSpec: path, handler: 'pod' }))).message).toMatch(
      /^the file of nativeSpec is a job, and handler says pod/,
    );
  });

  it.each([
    ['pod', 'v1', { containers: [{ name: 'm' }] }, 'Never'],
    ['deployment', 'apps/v1', { replicas: 3 }, undefined],
    ['stateful-set', 'apps/v1', { serviceName: 's' }, undefined],
  ] as const)('is never started again where it can be chosen: %s', async (handler, apiVersion, spec, restartPolicy) => {
    const kind = { pod: 'Pod', deployment: 'Deployment', 'stateful-set': 'StatefulSet' }[handler];
    const whole =
      kind === 'Pod'
        ? { apiVersion, kind, spec }
        : { apiVersion, kind, spec: { ...spec, template: { spec: { containers: [{ name: 'm' }] } } } };
    const made = await make({ nativeSpec: folder().write('native.yaml', JSON.stringify(whole)) });
    expect(made.handler).toBe(handler);
    expect(made.pod.spec['restartPolicy']).toBe(restartPolicy);
  });

  it('is changed last of all by the override, which takes out what it sets to null', async () => {
    const keys = {
      image: 'x',
      env: { A: '1', B: '2' },
      nodeSelector: { a: 'b', c: 'd' },
      tolerations: [{ key: 'a' }],
      podOverride: {
        metadata: { labels: { late: 'yes' } },
        spec: {
          restartPolicy: null,
          nodeSelector: { a: null },
          tolerations: [{ key: 'z' }],
          containers: [
            {
              name: 'machine',
              image: 'y',
              env: [
                { name: 'A', $patch: 'delete' },
                { name: 'C', value: '3' },
              ],
            },
            { name: 'side', image: 's' },
          ],
        },
      },
    };
    expect(await pod(keys)).toEqual({
      metadata: { labels: { late: 'yes' } },
      spec: {
        nodeSelector: { c: 'd' },
        tolerations: [{ key: 'z' }],
        containers: [
          {
            name: 'machine',
            image: 'y',
            env: [
              { name: 'B', value: '2' },
              { name: 'C', value: '3' },
            ],
          },
          { name: 'side', image: 's' },
        ],
      },
    });
  });

  it('finds its user data in a file, for which no object beside the pod is needed', async () => {
    expect(await pod({ image: 'x', volumeMounts: [{ name: 'v', mountPath: '/v' }] }, { userData: '#!/bin/sh\necho hi\n' })).toMatchObject({
      metadata: { annotations: { 'hostwright-user-data': '#!/bin/sh\necho hi\n' } },
      spec: {
        volumes: [
          {
            name: 'hostwright-user-data',
            downwardAPI: { items: [{ path: 'user-data', fieldRef: { fieldPath: "metadata.annotations['hostwright-user-data']" } }] },
          },
        ],
        containers: [
          {
            volumeMounts: [
              { name: 'v', mountPath: '/v' },
              { name: 'hostwright-user-data', mountPath: '/etc/hostwright', readOnly: true },
            ],
          },
        ],
      },
    });
  });

  it('has the settings’ defaults under everything that it says itself', async () => {
    const podDefaults = { serviceAccount: 'grid', labels: { team: 'a', site: 'x' }, env: { LSF: '1', A: 'default' } };
    const made = await pod(
      {
        pod: { containers: [{ name: 'first', image: 'i', env: [{ name: 'A', value: 'own' }] }, { name: 'second' }] },
        labels: { team: 'b' },
      },
      { podDefaults },
    );
    expect(made).toMatchObject({ metadata: { labels: { team: 'b', site: 'x' } }, spec: { serviceAccountName: 'grid' } });
    expect(made.spec['containers']).toEqual([
      {
        name: 'first',
        image: 'i',
        env: [
          { name: 'LSF', value: '1' },
          { name: 'A', value: 'own' },
        ],
      },
      { name: 'second' },
    ]);
  });
});

describe('a template’s file', { tags: ['kubernetes.template', 'simulated'] }, () => {
  it.each([
    ['podSpec', 'a: [', /^the file \S+ of podSpec: /],
    [
      'podSpec',
      '{kind: Deployment, apiVersion: apps/v1, spec: {}}',
      /it is a Deployment of apps\/v1: write a Pod of v1, or name it as nativeSpec$/,
    ],
    ['podSpec', '{spec: {containers: []}}\n---\n{}', /it must hold one document, and holds none or several$/],
    ['podSpec', '', /it must hold one document|it is no object/],
    ['podSpec', '{metadata: {}}', /it has no spec/],
    ['podSpec', '{spec: {}, specc: {}}', /it has the key specc, which no pod has: take it out$/],
    ['podSpec', '- a', /it is no object/],
    ['nativeSpec', '{kind: DaemonSet, apiVersion: apps/v1}', /none of Pod, Job, Deployment and StatefulSet/],
    ['nativeSpec', '{kind: Job, apiVersion: batch/v1beta1}', /its apiVersion is batch\/v1beta1: write batch\/v1$/],
    ['nativeSpec', '{kind: Job, apiVersion: batch/v1, spec: {}}', /it has no spec\.template\.spec/],
    ['nativeSpec', '{kind: Job, apiVersion: batch/v1, spec: {template: {spec: {}, x: 1}}}', /it has the key spec\.template\.x/],
  ])('is refused in words when it is wrong: %s %s', async (key, text, message) => {
    const error = await failureOf(make({ [key]: folder().write('file.yaml', text) }));
    expect(error).toMatchObject({ errorClass: 'InvalidTemplate', subject: key });
    expect(error.message).toMatch(message);
  });

  it('is refused when it is not there, or larger than any object', async () => {
    expect((await failureOf(make({ podSpec: '/nowhere/pod.yml' }))).message).toBe(
      'the file /nowhere/pod.yml of podSpec cannot be read (ENOENT): put one there that this user may read',
    );
    expect((await failureOf(make({ podSpec: folder().write('big', ' '.repeat(2_000_000)) }))).message).toMatch(/larger than 1572864 bytes/);
  });

  it('cannot blow itself up by references', async () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]', ...[1, 2, 3, 4, 5, 6, 7].map((n) => `a${n}: &a${n} [${`*a${n - 1},`.repeat(10)}]`)];
    expect(await failureOf(make({ podSpec: folder().write('bomb', lines.join('\n')) }))).toMatchObject({ errorClass: 'InvalidTemplate' });
  });
});
