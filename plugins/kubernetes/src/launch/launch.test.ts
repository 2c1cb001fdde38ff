import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { ProviderError, type Tag } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { fakeSession, notFound, READ, type Answer, type FakeSession } from '../machines/testing/fake-session.js';
import { HEADER, WRITE } from '../machines/testing/objects.js';
import { terminate } from '../machines/terminate/terminate.js';
import { Refusal } from '../errors/status.js';
import { templateSchema } from '../template/schema.js';
import { launch, offers, prepare, validate } from './index.js';

type Keys = Readonly<Record<string, unknown>>;
type Wire = { readonly metadata: Record<string, unknown>; readonly [key: string]: unknown };

const PLAIN: Keys = { image: 'registry.example.com/worker:1' };

async function prepared(keys: Keys = PLAIN, { units = 1, session = fakeSession(), tags = [], token = 'int-1', userData }: Wanted = {}) {
  const options = templateSchema.parse(keys);
  const [offer] = await offers(session, { ...READ, options });
  if (offer === undefined) throw new Error('no offer');
  return prepare(session, { ...WRITE, token, offer, units, spec: { templateId: 't', options, tags, userData } });
}

interface Wanted {
  readonly units?: number;
  readonly session?: FakeSession;
  readonly tags?: readonly Tag[];
  readonly token?: string;
  readonly userData?: string;
}

/** An API server that keeps what is created, by path. */
function storing(): { readonly objects: Map<string, Wire>; readonly answer: Answer } {
  const objects = new Map<string, Wire>();
  const answer: Answer = ({ request, effect }) => {
    if (effect === 'create') {
      const object = request.body as Wire;
      const path = `${request.path}/${String(object.metadata['name'])}`;
      if (objects.has(path)) throw new ProviderError('Conflict', 'already exists', { code: 'AlreadyExists' });
      const stored = { ...object, metadata: { ...object.metadata, uid: `uid-${objects.size}` }, status: { phase: 'Pending' } };
      objects.set(path, stored);
      return stored;
    }
    const object = objects.get(request.path);
    if (object === undefined) throw notFound();
    if (effect === 'delete') objects.delete(request.path);
    return object;
  };
  return { objects, answer };
}

const objectOf = ({ document }: { readonly document: string }) => (JSON.parse(document) as { object: Wire }).object;

function specOf(object: Wire): Record<string, unknown> {
  return object['spec'] as Record<string, unknown>;
}

describe('a launch of pods', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('makes one call for each, under names that are the same for every try', async () => {
    const { objects, answer } = storing();
    const session = fakeSession({ answer });
    const document = await prepared(PLAIN, { units: 3 });
    expect(document.parts).toBe(3);
    const results = [];
    for (const part of [0, 1, 2]) results.push(await launch(session, { ...WRITE, prepared: document, part }));
    expect(results.flatMap(({ machines }) => machines.map(({ header, status }) => [header, status.unified]))).toEqual(
      [0, 1, 2].map(() => [HEADER, 'pending']),
    );
    expect([...objects.keys()].map((path) => path.replace(/hw-[0-9a-z]{20}/, 'hw-HASH'))).toEqual([
      '/api/v1/namespaces/grid/pods/hw-HASH-0',
      '/api/v1/namespaces/grid/pods/hw-HASH-1',
      '/api/v1/namespaces/grid/pods/hw-HASH-2',
    ]);
    expect(session.calls.map(({ action, request }) => [action, request.query])).toEqual(
      [0, 1, 2].map(() => ['create pods', { fieldValidation: 'Strict' }]),
    );
  });

  it('answers what the first try made when it is made again', async () => {
    const { objects, answer } = storing();
    const document = await prepared();
    const first = await launch(fakeSession({ answer }), { ...WRITE, prepared: document, part: 0 });
    const again = await launch(fakeSession({ answer }), { ...WRITE, prepared: document, part: 0 });
    expect([again.machines, objects.size]).toEqual([first.machines, 1]);
  });

  it('is a conflict when another launch has its name', async () => {
    const { answer } = storing();
    await launch(fakeSession({ answer }), { ...WRITE, prepared: await prepared(), part: 0 });
    const other = await prepared({ ...PLAIN, image: 'other' });
    await expect(launch(fakeSession({ answer }), { ...WRITE, prepared: other, part: 0 })).rejects.toMatchObject({ errorClass: 'Conflict' });
  });

  it('does not take the name again of what this process ended', async () => {
    const { answer } = storing();
    const session = fakeSession({ answer });
    const document = await prepared();
    const { machines } = await launch(session, { ...WRITE, prepared: document, part: 0 });
    await terminate(session, { ...WRITE, machineIds: machines.map(({ machineId }) => machineId) });
    await expect(launch(session, { ...WRITE, prepared: document, part: 0 })).rejects.toMatchObject({ errorClass: 'Conflict' });
  });

  it('tells of a quota as a shortfall, unless an earlier try is what used it up', async () => {
    const { answer } = storing();
    const full: Answer = (call) => {
      if (call.effect !== 'create') return answer(call);
      throw new ProviderError('Quota', 'exceeded quota: pods', { code: 'Forbidden' });
    };
    const document = await prepared();
    expect(await launch(fakeSession({ answer: full }), { ...WRITE, prepared: document, part: 0 })).toEqual({
      machines: [],
      group: undefined,
      pendingUnits: 0,
      shortfall: [{ units: 1, reason: 'Quota', code: 'Forbidden', message: 'exceeded quota: pods' }],
    });
    await launch(fakeSession({ answer }), { ...WRITE, prepared: document, part: 0 });
    expect((await launch(fakeSession({ answer: full }), { ...WRITE, prepared: document, part: 0 })).machines).toHaveLength(1);
  });

  it('freezes the same bytes for the same launch, and other names for another token', async () => {
    const [first, again, other] = [await prepared(), await prepared(), await prepared(PLAIN, { token: 'int-2' })];
    expect(again).toEqual(first);
    expect(JSON.parse(other.document)).not.toMatchObject({ name: (JSON.parse(first.document) as { name: string }).name });
  });

  it('puts the header and the tags on the pod, as labels where they are some', async () => {
    const tags = [
      { key: 'owner', value: 'grid' },
      { key: 'purpose', value: 'risk, overnight' },
    ];
    expect(objectOf(await prepared(PLAIN, { tags })).metadata).toMatchObject({
      labels: { owner: 'grid', 'hostwright-deployment': HEADER.deploymentId, 'hostwright-intent': 'int-1' },
      annotations: { purpose: 'risk, overnight' },
    });
  });

  it.each([
    [{ tags: [{ key: 'not a key', value: 'x' }] }, 'instanceTags'],
    [{ userData: 'x'.repeat(262_144) }, 'userData'],
  ])('is refused as InvalidTemplate for what no object can hold', async (wanted, subject) => {
    await expect(prepared(PLAIN, wanted)).rejects.toMatchObject({ errorClass: 'InvalidTemplate', subject });
  });

  it('refuses a namespace that no sweep would list', async () => {
    await expect(prepared({ ...PLAIN, namespace: 'elsewhere' })).rejects.toMatchObject({
      errorClass: 'InvalidTemplate',
      subject: 'namespace',
    });
  });

  it('refuses a document that it did not write', async () => {
    const input = { ...WRITE, prepared: { version: 9, document: '{}', parts: 1 }, part: 0 };
    await expect(launch(fakeSession(), input)).rejects.toMatchObject({ errorClass: 'ContractViolation' });
    await expect(launch(fakeSession(), { ...input, prepared: { ...input.prepared, version: 1 } })).rejects.toMatchObject({
      errorClass: 'ContractViolation',
    });
    await expect(launch(fakeSession(), { ...input, prepared: await prepared(), part: 1 })).rejects.toMatchObject({
      errorClass: 'ContractViolation',
    });
  });
});

describe('a launch of a group', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it.each([
    ['job', '/apis/batch/v1/namespaces/grid/jobs', 'Job', undefined],
    ['deployment', '/apis/apps/v1/namespaces/grid/deployments', 'Deployment', 4],
    ['stateful-set', '/apis/apps/v1/namespaces/grid/statefulsets', 'StatefulSet', 4],
  ])('by %s is one call, whose pods a sweep will show', async (handler, path, kind, targetUnits) => {
    const { answer } = storing();
    const session = fakeSession({ answer });
    const document = await prepared({ ...PLAIN, handler }, { units: 4 });
    const result = await launch(session, { ...WRITE, prepared: document, part: 0 });
    expect([document.parts, session.calls.length, session.calls[0]?.request.path]).toEqual([1, 1, path]);
    expect(session.calls[0]?.request.body).toMatchObject({ kind });
    expect(result).toMatchObject({ machines: [], pendingUnits: 4, shortfall: [], group: { kind: handler, header: HEADER, targetUnits } });
    expect(await launch(fakeSession({ answer }), { ...WRITE, prepared: document, part: 0 })).toEqual(result);
  });

  it('gives all pods of a group its header and labels, and knows them by its name', async () => {
    for (const handler of ['deployment', 'stateful-set']) {
      const object = objectOf(await prepared({ ...PLAIN, handler }));
      const { selector, template } = specOf(object) as { selector: { matchLabels: unknown }; template: { metadata: { labels: unknown } } };
      expect(selector.matchLabels).toEqual({ 'hostwright-group': object.metadata['name'] });
      expect(template.metadata.labels).toMatchObject({
        'hostwright-deployment': HEADER.deploymentId,
        'hostwright-group': object.metadata['name'],
      });
    }
  });

  it('by Job fills each place once: nothing is made again, and no failure ends the others', async () => {
    expect(specOf(objectOf(await prepared({ ...PLAIN, handler: 'job' }, { units: 7 })))).toMatchObject({
      completionMode: 'Indexed',
      completions: 7,
      parallelism: 7,
      backoffLimit: 2_147_483_647,
      backoffLimitPerIndex: 0,
      template: { spec: { restartPolicy: 'Never' } },
    });
  });

  it('by Deployment marks its pods as such that stay, and lets them run again', async () => {
    expect(specOf(objectOf(await prepared({ ...PLAIN, handler: 'deployment' })))).toMatchObject({
      replicas: 1,
      template: { metadata: { labels: { 'hostwright-keep': 'yes' } }, spec: { restartPolicy: 'Always' } },
    });
  });

  it('keeps what the user’s own object says, but for what would end or hold the whole of it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hostwright-native-')), 'job.json');
    const own = { suspend: true, backoffLimit: 3, ttlSecondsAfterFinished: 60, maxFailedIndexes: 1, podFailurePolicy: { rules: [] } };
    const pod = { spec: { containers: [{ name: 'c', image: 'i', futureField: { kept: true } }] } };
    writeFileSync(
      file,
      JSON.stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { labels: { team: 'risk' } }, spec: { ...own, template: pod } }),
    );
    const object = objectOf(await prepared({ nativeSpec: file }));
    const spec = specOf(object);
    expect(object.metadata['labels']).toMatchObject({ team: 'risk' });
    expect(Object.keys(spec).toSorted()).toEqual([
      'backoffLimit',
      'backoffLimitPerIndex',
      'completionMode',
      'completions',
      'parallelism',
      'template',
      'ttlSecondsAfterFinished',
    ]);
    expect(spec).toMatchObject({ template: { spec: { containers: [{ futureField: { kept: true } }] } } });
    await expect(prepared({ nativeSpec: file, handler: 'deployment' })).rejects.toMatchObject({
      errorClass: 'InvalidTemplate',
      subject: 'handler',
    });
  });
});

describe('checking a template', { tags: ['kubernetes.machines', 'contract'] }, () => {
  const check = (session: FakeSession, keys: Keys = PLAIN) => validate(session, { ...READ, options: templateSchema.parse(keys) });
  const refusing = (error: ProviderError): FakeSession =>
    fakeSession({
      answer: () => {
        throw error;
      },
    });
  const refusal = (status: ConstructorParameters<typeof Refusal>[0]) =>
    new ProviderError('InvalidTemplate', 'refused', { cause: new Refusal(status) });

  it('is a dry run of the very object that a launch creates, and no write', async () => {
    const session = fakeSession({ answer: () => ({}) });
    expect(await check(session)).toEqual([]);
    const [call] = session.calls;
    expect([call?.effect, call?.request.method, call?.request.query]).toEqual([
      'read',
      'POST',
      { dryRun: 'All', fieldValidation: 'Strict' },
    ]);
    expect(call?.request.body).toMatchObject({ kind: 'Pod', spec: { containers: [{ image: 'registry.example.com/worker:1' }] } });
  });

  it('tells each problem at the path that the server names', async () => {
    const causes = [
      { field: 'spec.containers[0].image', message: 'Required value' },
      { field: 'spec.tolerations[1].operator', message: 'Unsupported value' },
    ];
    expect(await check(refusing(refusal({ reason: 'Invalid', details: { causes } })))).toEqual([
      { path: 'spec.containers[0].image', message: 'Required value' },
      { path: 'spec.tolerations[1].operator', message: 'Unsupported value' },
    ]);
  });

  it('tells fields that Kubernetes does not know', async () => {
    const message =
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.contaners", unknown field "spec.x"';
    expect(await check(refusing(refusal({ reason: 'BadRequest', message })))).toEqual([
      { path: 'spec.contaners', message: 'unknown field "spec.contaners"' },
      { path: 'spec.x', message: 'unknown field "spec.x"' },
    ]);
  });

  it('tells a forbidden namespace, and says nothing of a quota that is used up now', async () => {
    expect(await check(refusing(new ProviderError('PermissionDenied', 'create pods in grid')))).toEqual([
      { path: 'namespace', message: 'create pods in grid' },
    ]);
    expect(await check(refusing(new ProviderError('Quota', 'exceeded quota')))).toEqual([]);
  });

  it('is refused when the cluster cannot be asked', async () => {
    await expect(check(refusing(new ProviderError('Unavailable', 'no route')))).rejects.toMatchObject({ errorClass: 'Unavailable' });
  });
});
