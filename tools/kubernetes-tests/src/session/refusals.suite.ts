import { demand, startKubernetes } from '@hostwright/emulators/kubernetes';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, MACHINE, refusalOf, type Connection, type Keys } from '../cluster/connection.js';
import { make, openPlace, type Place } from '../cluster/place.js';
import { podsOf } from '../cluster/pods.js';
import { takeRight } from '../cluster/rights.js';
import { until } from '../cluster/until.js';

const kubernetes = await startKubernetes({ nodes: 1 });

let place: Place;
let connection: Connection;
beforeAll(async () => {
  place = await openPlace(kubernetes);
  connection = await connect(place);
  return async () => {
    await connection.close();
    await place.close();
    await kubernetes.stop();
  };
});

/** Launches one, and answers why it was not made: as an error, or as the reason for which less was made than asked. */
async function launched(keys: Keys): ReturnType<typeof refusalOf> {
  let missing: { readonly errorClass: string; readonly code: string | undefined; readonly message: string } | undefined;
  const refused = await refusalOf(
    connection.launch({ ...MACHINE, ...keys }, 1).then(({ results }) => {
      const [shortfall] = results.flatMap((result) => result.shortfall);
      missing = shortfall === undefined ? undefined : { errorClass: shortfall.reason, code: shortfall.code, message: shortfall.message };
    }),
  );
  return missing ?? refused;
}
/** Launches until it is refused so: what a test puts up is obeyed a moment later. */
async function untilRefused(keys: Keys, errorClass: string): Promise<Awaited<ReturnType<typeof launched>>> {
  let refused = await launched(keys);
  await until(`${errorClass} for ${JSON.stringify(keys)}`, async () => {
    refused = await launched(keys);
    if (refused.errorClass === 'no error') await endAll();
    return refused.errorClass === errorClass;
  });
  await until('nothing is left', endAll);
  return refused;
}
const nothingIsLeft = async (): Promise<void> => expect(await podsOf(place)).toEqual([]);
const inPlace = (resource: string): string => `/api/v1/namespaces/${place.namespace}/${resource}`;
const remove = (path: string): Promise<unknown> => demand(kubernetes.ask, { method: 'DELETE', path });

/** What admission of a real API server answers. */
describe('what a real API server refuses', { tags: ['kubernetes.errors', 'real'] }, () => {
  it.each([
    [{ serviceAccount: 'none' }, /serviceaccount "none" not found \(create the service account, or correct serviceAccount\)$/],
    [{ priorityClass: 'none' }, /no PriorityClass with name none was found \(create the PriorityClass, or correct priorityClass\)$/],
    [{ runtimeClass: 'none' }, /RuntimeClass "none" not found \(create the RuntimeClass, or correct runtimeClass\)$/],
    [{ image: ' ' }, /spec\.containers\[0\]\.image/],
    [{ limits: { cpu: '100m' }, cpus: 1 }, /spec\.containers\[0\]\.resources\.requests: Invalid value/],
    [{ volumeMounts: [{ name: 'none', mountPath: '/x' }] }, /spec\.containers\[0\]\.volumeMounts\[0\]\.name/],
    [{ podOverride: { spec: { fieldOfTomorrow: 1 } } }, /unknown field "spec\.fieldOfTomorrow"/],
    [{ nodeSelector: { 'not a label': 'x' } }, /spec\.nodeSelector/],
  ] as const)('is a wrong template, with the path or the name that is wrong: %j', async (keys, message) => {
    const refused = await launched(keys);
    expect(refused).toMatchObject({ errorClass: 'InvalidTemplate' });
    expect(refused.message).toMatch(message);
    await nothingIsLeft();
  });

  it('is a namespace that is not there, and one that is none of the connection’s before anything is sent', async () => {
    const other = await connect(place, { namespaces: ['not-there'] });
    const refused = await refusalOf(other.launch({ ...MACHINE, namespace: 'not-there' }, 1));
    expect(['InvalidTemplate', 'PermissionDenied']).toContain(refused.errorClass);
    expect(refused.message).toContain('not-there');
    expect((await launched({ namespace: 'kube-system' })).message).toMatch(/^the namespace kube-system is none of this connection’s/);
  });

  it('is a quota that is full, and one that wants requests to be stated', async () => {
    await make(place, inPlace('resourcequotas'), {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none' },
      spec: { hard: { pods: '0', 'requests.cpu': '8' } },
    });
    expect(await untilRefused({ cpus: 1 }, 'Quota')).toMatchObject({
      code: 'Forbidden',
      message: expect.stringMatching(/exceeded quota: none.*\(raise the ResourceQuota/),
    });
    expect(await launched({})).toMatchObject({
      errorClass: 'InvalidTemplate',
      message: expect.stringContaining('must specify requests.cpu'),
    });
    await remove(`${inPlace('resourcequotas')}/none`);
    await nothingIsLeft();
  });

  it('is a LimitRange', async () => {
    const spec = { limits: [{ type: 'Container', max: { cpu: '1' } }] };
    await make(place, inPlace('limitranges'), { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'small' }, spec });
    expect((await untilRefused({ cpus: 2, limits: { cpu: 2 } }, 'InvalidTemplate')).message).toMatch(
      /maximum cpu usage per Container is 1, but limit is 2.*LimitRange/,
    );
    await remove(`${inPlace('limitranges')}/small`);
  });

  it('is a privileged pod where the namespace’s Pod Security Standard forbids it', async () => {
    const labelled = (value: string | null): Promise<unknown> =>
      demand(kubernetes.ask, {
        method: 'PATCH',
        path: `/api/v1/namespaces/${place.namespace}`,
        body: { metadata: { labels: { 'pod-security.kubernetes.io/enforce': value } } },
      });
    await labelled('baseline');
    expect((await untilRefused({ securityContext: { privileged: true } }, 'InvalidTemplate')).message).toMatch(
      /violates PodSecurity "baseline.*Pod Security Standard forbids it/,
    );
    await labelled(null);
    await nothingIsLeft();
  });

  it('is a policy of the cluster, and a webhook that does not answer, of which nothing is made', async () => {
    const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
    const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }];
    const meta = { apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name: 'refusals.example.com' } };
    const policy = {
      ...meta,
      kind: 'ValidatingAdmissionPolicy',
      spec: {
        matchConstraints: { resourceRules: rules },
        validations: [{ expression: "!object.spec.containers[0].image.endsWith(':latest')", message: 'no latest' }],
      },
    };
    await make(place, `${ADMISSION}/validatingadmissionpolicies`, policy);
    await make(place, `${ADMISSION}/validatingadmissionpolicybindings`, {
      ...meta,
      kind: 'ValidatingAdmissionPolicyBinding',
      spec: { policyName: 'refusals.example.com', validationActions: ['Deny'] },
    });
    expect((await untilRefused({ image: 'x:latest' }, 'InvalidTemplate')).message).toMatch(
      /denied request: no latest \(a policy of the cluster forbids it/,
    );
    await remove(`${ADMISSION}/validatingadmissionpolicies/refusals.example.com`);
    await remove(`${ADMISSION}/validatingadmissionpolicybindings/refusals.example.com`);
    const webhook = {
      name: 'refusals.example.com',
      rules,
      clientConfig: { url: 'https://127.0.0.1:1/' },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      timeoutSeconds: 1,
    };
    await make(place, `${ADMISSION}/validatingwebhookconfigurations`, {
      ...meta,
      kind: 'ValidatingWebhookConfiguration',
      webhooks: [webhook],
    });
    expect(await untilRefused({}, 'Unavailable')).toMatchObject({
      code: 'InternalError',
      message: expect.stringMatching(/failed calling webhook.*its operator must see to it\)$/),
    });
    await nothingIsLeft();
    await remove(`${ADMISSION}/validatingwebhookconfigurations/refusals.example.com`);
  });

  it('is what the user may not do: the permission is named', async () => {
    const giveBack = await takeRight(kubernetes, place.namespace, 'create');
    const refused = await launched({});
    expect(refused).toMatchObject({ errorClass: 'PermissionDenied', code: 'Forbidden' });
    expect(refused.message).toContain(`(allow create pods in ${place.namespace} to this user: see plugins/kubernetes/rbac.yaml)`);
    await giveBack();
  });
});

/** Ends what runs; answers whether nothing is left. */
async function endAll(): Promise<boolean> {
  for (const { metadata } of await podsOf(place)) {
    await kubernetes.ask({ method: 'DELETE', path: `${inPlace('pods')}/${metadata.name}?gracePeriodSeconds=0` });
  }
  return (await podsOf(place)).length === 0;
}
