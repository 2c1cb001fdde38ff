import { demand, startKubernetes } from '@hostwright/emulators/kubernetes';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { connect, MACHINE, type Connection } from '../cluster/connection.js';
import { openPlace, type Place } from '../cluster/place.js';
import { idOf, isLive, pathOf, podAt, podsOf } from '../cluster/pods.js';
import { until } from '../cluster/until.js';

/** Returns made in all, and how many Deployments share them. */
const RUNS = 200;
const DEPLOYMENTS = 8;
const RUNS_EACH = RUNS / DEPLOYMENTS;
/** Pods that each Deployment has beside those that are returned. */
const SPARE = 3;

const kubernetes = await startKubernetes({ nodes: 4, audit: 'None' });
afterAll(() => kubernetes.stop());

/** Draws the same numbers each time. */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const pick = <Item>(items: readonly Item[], random: () => number): Item | undefined => items[Math.floor(random() * items.length)];

/** One Deployment whose pods come and go while some of them are returned. */
class Churn {
  readonly returned = new Set<string>();
  readonly killed = new Set<string>();
  readonly seen = new Set<string>();

  constructor(
    private readonly place: Place,
    private readonly connection: Connection,
    private readonly intentId: string,
    private readonly random: () => number,
  ) {}

  async live(): Promise<readonly string[]> {
    const mine = (await podsOf(this.place)).filter(({ metadata }) => metadata.labels?.['hostwright-intent'] === this.intentId);
    const living = mine.filter(isLive).map(idOf);
    for (const id of living) this.seen.add(id);
    return living;
  }

  /** One machine is returned, while another is not ready for a while, or is killed by somebody. */
  async run(): Promise<void> {
    const living = (await this.live()).filter((id) => !this.returned.has(id));
    const machineId = pick(living, this.random) ?? '';
    const another = pick(
      living.filter((id) => id !== machineId),
      this.random,
    );
    const draw = this.random();
    const disturbed = another === undefined || draw > 0.7 ? undefined : this.disturb(another, draw);
    await disturbed?.begun;
    this.returned.add(machineId);
    await Promise.all([this.connection.end([machineId]), disturbed?.over]);
    await until(`${machineId} is gone`, async () => {
      if (!(await this.live()).includes(machineId)) return true;
      await this.connection.end([machineId]);
      return false;
    });
  }

  private disturb(machineId: string, draw: number): { readonly begun: Promise<void>; readonly over: Promise<void> } {
    if (draw < 0.3) {
      this.killed.add(machineId);
      const begun = kubernetes.ask({ method: 'DELETE', path: pathOf(machineId) }).then(() => undefined);
      return { begun, over: begun };
    }
    const begun = this.setReady(machineId, 'False');
    return { begun, over: begun.then(() => wait(draw * 1_000)).then(() => this.setReady(machineId, 'True')) };
  }

  private async setReady(machineId: string, status: 'True' | 'False'): Promise<void> {
    const pod = await podAt(this.place, machineId);
    const conditions = (pod.status.conditions ?? []).map((condition) =>
      condition.type === 'Ready' ? { ...condition, status } : condition,
    );
    await demand(kubernetes.ask, { method: 'PATCH', path: `${pathOf(machineId)}/status`, body: { status: { conditions } } });
  }

  /** Pods that ended although nobody returned or killed them. */
  async wronged(): Promise<readonly string[]> {
    const living = new Set(await this.live());
    return [...this.seen].filter((id) => !living.has(id) && !this.returned.has(id) && !this.killed.has(id));
  }
}

/** A whole life of one Deployment. */
async function live(place: Place, connection: Connection, seed: number): Promise<Churn> {
  const { write } = await connection.launchRunning({ ...MACHINE, handler: 'deployment' }, RUNS_EACH + SPARE);
  const churn = new Churn(place, connection, write.header.intentId, drawer(seed));
  for (let runs = 0; runs < RUNS_EACH; runs += 1) await churn.run();
  return churn;
}

/** kwok stands for the kubelets; it is the real Deployment and ReplicaSet controllers that choose whom to end. */
describe('returning pods of Deployments under churn, on a real API server', { tags: ['kubernetes.machines', 'real'] }, () => {
  it(`ends in ${RUNS} returns no pod that was not returned, while others are killed or not ready`, async () => {
    const place = await openPlace(kubernetes);
    const connection = await connect(place);
    const churns = await Promise.all(Array.from({ length: DEPLOYMENTS }, (_, seed) => live(place, connection, seed + 1)));
    expect(churns.reduce((sum, { returned }) => sum + returned.size, 0)).toBe(RUNS);
    for (const churn of churns) expect(await churn.wronged()).toEqual([]);
    await connection.close();
    await place.close();
  });
});
