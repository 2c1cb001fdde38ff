import { ProviderError } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { KEEP_LABEL } from '../labels/release-marks.js';
import { fakeSession, notFound, type Answer, type SentCall } from '../testing/fake-session.js';
import { podObject, READY, WRITE, type PodChanges } from '../testing/objects.js';
import { terminate } from './terminate.js';

/** A Deployment of three ready pods, as its controllers keep it: their view lags behind by as many calls as the test says. */
class Cluster {
  readonly pods = new Map<string, PodChanges>();
  readonly calls: SentCall[] = [];
  replicas = 3;
  version = 1;
  ours = true;
  /** Looks at the ReplicaSet until it has seen what the pods are like. */
  blindLooks = 0;
  conflicts = 0;

  constructor() {
    for (const name of ['hw-a-66bc-x', 'hw-a-66bc-y', 'hw-a-66bc-z']) this.pods.set(name, this.member(name));
  }

  member(name: string, changes: PodChanges = {}): PodChanges {
    const labels = { 'pod-template-hash': '66bc', [KEEP_LABEL]: 'yes' };
    return { name, owner: { kind: 'ReplicaSet', name: 'hw-a-66bc' }, labels, ...changes };
  }

  readonly answer: Answer = (call) => {
    this.calls.push(call);
    if (call.action === 'get pods') return this.podAt(call);
    if (call.action === 'list pods') return { metadata: {}, items: [...this.pods.values()].map(podObject) };
    if (call.action === 'get deployments') return this.deployment();
    if (call.action === 'get replicasets') return this.replicaSet();
    if (call.action === 'patch pods') return this.mark(call);
    if (call.action === 'patch deployments') return this.scale(call);
    throw notFound();
  };

  get writes(): readonly string[] {
    return this.calls.filter(({ effect }) => effect !== 'read').map(({ action, request }) => `${action} ${request.path.split('/').at(-1)}`);
  }

  private podAt({ request }: SentCall): unknown {
    const changes = this.pods.get(request.path.split('/').at(-1) ?? '');
    if (changes === undefined) throw notFound();
    return podObject(changes);
  }

  private deployment(): unknown {
    const labels = this.ours ? { [KEEP_LABEL]: 'yes' } : {};
    const metadata = { name: 'hw-a', namespace: 'grid', uid: 'deployment', resourceVersion: String(this.version) };
    return {
      metadata,
      spec: { replicas: this.replicas, selector: { matchLabels: { 'hostwright-group': 'hw-a' } }, template: { metadata: { labels } } },
    };
  }

  private replicaSet(): unknown {
    const pods = [...this.pods.values()];
    const blind = this.blindLooks > 0;
    if (blind) this.blindLooks -= 1;
    const marked = blind ? 0 : pods.filter(({ labels }) => labels?.[KEEP_LABEL] === undefined).length;
    const ready = pods.filter(({ status }) => status === undefined).length;
    return {
      metadata: { generation: 4 },
      spec: { replicas: pods.length },
      status: { observedGeneration: 4, replicas: pods.length, fullyLabeledReplicas: pods.length - marked, readyReplicas: ready },
    };
  }

  private mark({ request }: SentCall): unknown {
    const name = request.path.split('/').at(-1) ?? '';
    this.pods.set(name, this.member(name, { labels: { 'pod-template-hash': '66bc' } }));
    return {};
  }

  private scale({ request }: SentCall): unknown {
    const { metadata, spec } = request.body as { metadata: { resourceVersion: string }; spec: { replicas: number } };
    this.version += 1;
    if (this.conflicts > 0 || metadata.resourceVersion !== String(this.version - 1)) {
      this.conflicts -= 1;
      throw new ProviderError('Conflict', 'changed meanwhile', { code: 'Conflict' });
    }
    this.replicas = spec.replicas;
    return {};
  }
}

const idOf = (name: string): string => `grid/${name}/uid-${name}`;

function end(cluster: Cluster, ...names: string[]) {
  return terminate(fakeSession({ answer: cluster.answer }), { ...WRITE, machineIds: names.map(idOf) });
}

describe('ending pods of a Deployment', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('marks them as the first to go, and lowers the number to those that stay', async () => {
    const cluster = new Cluster();
    expect(await end(cluster, 'hw-a-66bc-y')).toEqual([{ machineId: idOf('hw-a-66bc-y'), outcome: 'accepted' }]);
    expect([cluster.writes, cluster.replicas]).toEqual([['patch pods hw-a-66bc-y', 'patch deployments hw-a'], 2]);
    expect(cluster.calls.find(({ action }) => action === 'patch pods')?.request.body).toEqual({
      metadata: {
        uid: 'uid-hw-a-66bc-y',
        labels: { 'hostwright-keep': null },
        annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-2147483648' },
      },
    });
  });

  it('lowers nothing before its ReplicaSet has seen the marks', async () => {
    const cluster = new Cluster();
    cluster.blindLooks = 5;
    await end(cluster, 'hw-a-66bc-y');
    const looks = cluster.calls
      .map(({ action }) => action)
      .filter((action) => action === 'get replicasets' || action === 'patch deployments');
    expect(looks).toEqual([...Array.from({ length: 6 }, () => 'get replicasets'), 'patch deployments']);
  });

  it('waits for a pod that is to stay and is not ready, ends nothing meanwhile, and says so', async () => {
    const cluster = new Cluster();
    cluster.pods.set('hw-a-66bc-x', cluster.member('hw-a-66bc-x', { status: { conditions: [{ ...READY, status: 'False' }] } }));
    const [answer] = await end(cluster, 'hw-a-66bc-y');
    expect([answer?.outcome, answer?.code, answer?.retryable, cluster.writes, cluster.replicas]).toEqual([
      'failed',
      'WaitsForOthers',
      true,
      [],
      3,
    ]);
    expect(answer?.message).toContain('hw-a-66bc-x, which is not ready and would go first');
  });

  it('lowers nothing a second time for an order that is given again', async () => {
    const cluster = new Cluster();
    await end(cluster, 'hw-a-66bc-y');
    expect((await end(cluster, 'hw-a-66bc-y')).map(({ outcome }) => outcome)).toEqual(['accepted']);
    expect([cluster.replicas, cluster.writes.length]).toEqual([2, 2]);
  });

  it('gives way to somebody who changes the Deployment at the same time, and looks again', async () => {
    const cluster = new Cluster();
    cluster.conflicts = 2;
    await end(cluster, 'hw-a-66bc-y', 'hw-a-66bc-z');
    expect(cluster.replicas).toBe(1);
  });

  it('takes those with it that an earlier order marked and did not come to end', async () => {
    const cluster = new Cluster();
    cluster.pods.set('hw-a-66bc-x', cluster.member('hw-a-66bc-x', { labels: { 'pod-template-hash': '66bc' } }));
    await end(cluster, 'hw-a-66bc-y');
    expect(cluster.replicas).toBe(1);
  });

  it('asks for none when all are to end', async () => {
    const cluster = new Cluster();
    await end(cluster, 'hw-a-66bc-x', 'hw-a-66bc-y', 'hw-a-66bc-z');
    expect(cluster.replicas).toBe(0);
  });

  it('leaves a Deployment of somebody else as it is', async () => {
    const cluster = new Cluster();
    cluster.ours = false;
    expect(await end(cluster, 'hw-a-66bc-x')).toMatchObject([{ outcome: 'failed', code: 'ForeignDeployment', retryable: false }]);
    expect(cluster.writes).toEqual([]);
  });
});
