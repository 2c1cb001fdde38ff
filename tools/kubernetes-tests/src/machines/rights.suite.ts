import { demand, startKubernetes } from '@hostwright/emulators/kubernetes';
import { afterAll, describe, expect, it } from 'vitest';
import { connect, MACHINE, newWrite, refusalOf, type Connection } from '../cluster/connection.js';
import { openPlace, type Place } from '../cluster/place.js';
import { until } from '../cluster/until.js';

const kubernetes = await startKubernetes({ nodes: 2, audit: 'Metadata' });
afterAll(() => kubernetes.stop());

const READ = { signal: new AbortController().signal };
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** Everything that the plugin does, once. */
async function everything(connection: Connection, place: Place): Promise<void> {
  const { machines, provider } = connection;
  const stop = new AbortController();
  const fed = machines.feed({ signal: stop.signal, emit: () => undefined });
  await until('all watches are open', async () => place.proxy.openWatches === 3);
  for (const handler of ['pod', 'job', 'deployment', 'stateful-set']) {
    const keys = { ...MACHINE, handler };
    await machines.validate({ ...READ, options: await connection.options(keys) });
    const { write, machines: made } = await connection.launchRunning(keys, 2);
    const { prepared } = await connection.prepare(keys, 2, write);
    await machines.launch({ ...write, prepared, part: 0 });
    const machineIds = made.map(({ machineId }) => machineId).toSorted();
    await machines.inspect({ ...READ, machineIds });
    await machines.adopt({ ...write, machineIds, tags: [] });
    const groupRef = made[0]?.groupRef;
    if (groupRef !== undefined) await machines.members({ ...READ, groupRef });
    await connection.end(machineIds.slice(1));
    await connection.end(machineIds);
    if (groupRef !== undefined) await machines.cleanUp({ ...newWrite(), ref: groupRef, kind: handler });
  }
  await provider.health(READ);
  await provider.catalog.zones(READ);
  await provider.catalog.quotas(READ);
  stop.abort();
  await fed;
}

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What the manifest's roles allow, as `VERB RESOURCE`. */
async function allowed({ namespace }: Place): Promise<readonly string[]> {
  const paths = [`${RBAC}/namespaces/${namespace}/roles/hostwright`, `${RBAC}/clusterroles/hostwright`];
  const roles = await Promise.all(paths.map((path) => demand<{ readonly rules: readonly Rule[] }>(kubernetes.ask, { path })));
  return roles.flatMap(({ rules }) =>
    rules.flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`))),
  );
}

/** What every user may ask about himself. */
const OF_EVERYBODY = /^create selfsubject/;

describe('the rights that the manifest gives, on a real API server', { tags: ['kubernetes.machines', 'real'] }, () => {
  it('are enough for everything that the plugin does, and none of them is left over', async () => {
    const place = await openPlace(kubernetes);
    const connection = await connect(place);
    await everything(connection, place);
    const mine = (await kubernetes.auditLog()).filter(({ user }) => user.username === 'product');
    expect(mine.filter(({ responseStatus }) => responseStatus?.code === 403).map(({ requestURI }) => requestURI)).toEqual([]);
    const used = new Set(mine.flatMap(({ verb, objectRef }) => (objectRef === undefined ? [] : [`${verb} ${objectRef.resource}`])));
    expect([...used].filter((one) => !OF_EVERYBODY.test(one)).toSorted()).toEqual([...new Set(await allowed(place))].toSorted());
    await connection.close();
    await place.close();
  });

  it('in a namespace are of no use in another', async () => {
    const place = await openPlace(kubernetes);
    const connection = await connect(place, { namespaces: ['kube-system'] });
    const { errorClass, message } = await refusalOf(connection.launch({ ...MACHINE, namespace: 'kube-system' }, 1));
    expect([errorClass, /create pods in kube-system/.test(message)]).toEqual(['PermissionDenied', true]);
    await connection.close();
    await place.close();
  });
});
