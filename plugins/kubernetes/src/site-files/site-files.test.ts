import { existsSync, readFileSync } from 'node:fs';
import type { SiteEntry, Translation } from '@hostwright/core/provider';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../session/testing/temporary-folder.js';
import { settingsSchema } from '../settings/schema.js';
import { templateKeys } from '../template/keys.js';
import { podOfTemplate } from '../template/pod-of-template.js';
import { templateSchema } from '../template/schema.js';
import { translateSettings } from './settings.js';
import { siteFiles } from './site-files.js';
import { translateTemplate } from './template.js';

const folder = temporaryFolders();
const entries = (values: object): readonly SiteEntry[] =>
  Object.entries(values).map(([key, value]) => ({ key, valueJson: JSON.stringify(value) }));
const values = ({ entries: translated }: Translation, conf = '/site/conf'): Readonly<Record<string, unknown>> =>
  Object.fromEntries(translated.map(({ key, valueJson }) => [key, JSON.parse(valueJson.replaceAll('${CONFIG_DIR}', conf)) as unknown]));
const settings = (file: object) => {
  const translation = siteFiles.settings(entries(file));
  return { parsed: settingsSchema.parse(values(translation)), ignored: translation.ignoredKeys };
};

describe('Morgan Stanley’s templates', { tags: ['kubernetes.site-files', 'simulated'] }, () => {
  it('name a file of a pod, beside the configuration unless its path is absolute', () => {
    expect(values(siteFiles.template(entries({ podSpec: 'pod-spec.yml' })))).toEqual({ podSpec: '/site/conf/pod-spec.yml' });
    expect(values(siteFiles.template(entries({ podSpec: '/etc/pod-spec.yml' })))).toEqual({ podSpec: '/etc/pod-spec.yml' });
  });

  it('may have keys of ours as well', () => {
    const { entries: translated, ignoredKeys } = siteFiles.template(entries({ podSpec: '/p', cpus: 2, gcp_zone: 'x' }));
    expect([translated.map(({ key }) => key), ignoredKeys]).toEqual([['podSpec', 'cpus'], ['gcp_zone']]);
  });

  const samples = new URL('../../../../../shared/samples/k8s/', import.meta.url);
  it('of the published sample give the pod that it shows', async () => {
    if (!existsSync(samples)) {
      console.log('the published samples are not at hand: ../shared/samples/k8s');
      return;
    }
    const { path, write } = folder();
    write('spec.yml', readFileSync(new URL('vanilla-spec.yml', samples), 'utf8').replace('{{ HF_K8S_IMAGE_URL }}', 'busybox'));
    const { templates } = JSON.parse(
      readFileSync(new URL('vanilla-templates.tpl', samples), 'utf8').replace('{{ podSpec }}', 'spec.yml'),
    ) as {
      readonly templates: readonly { readonly podSpec: string }[];
    };
    const options = templateSchema.parse(values(siteFiles.template(entries({ podSpec: templates[0]?.podSpec })), path));
    const { pod } = await podOfTemplate(options, settingsSchema.parse({}), undefined);
    expect(pod).toEqual({
      metadata: { labels: { 'app.kubernetes.io/instance': 'symphony-k8s', 'app.kubernetes.io/name': 'cmp' } },
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'hello', image: 'busybox', command: ['sh', '-c', 'echo "Hello, Kubernetes!" && sleep 3600'] }],
      },
    });
  });
});

describe('the vendor’s OpenShift files', { tags: ['kubernetes.site-files', 'simulated'] }, () => {
  it('may be empty: kubectl’s own cluster', () => {
    expect(settings({}).parsed).toMatchObject({ inCluster: false, handler: 'pod' });
  });

  it('carry over where the cluster is and what pods have', () => {
    const { parsed, ignored } = settings({
      LogLevel: 'INFO',
      INSTANCE_CREATION_TIMEOUT: 10,
      SERVICE_ACCOUNT: 'lsf',
      SERVICE_ACCOUNT_TOKEN: 'eyJ.a.b',
      CA_CERT: 'certs/ca.pem',
      NAME_SPACE: 'grid',
      SERVER_URL: 'https://api.example.com:6443',
      LSF_OPERATOR_CLUSTER: 'c',
      LSF_OPERATOR_TYPE: 't',
      WAIT_POD_IP: 'Y',
      TIMEOUT_IN_SEC: '20',
      ENV_VARS: { LSF_TOP: '/opt/lsf', N: 3 },
      LSF_MAX_TRY_ADD_HOST: 20,
    });
    expect(parsed).toMatchObject({
      server: 'https://api.example.com:6443',
      token: 'eyJ.a.b',
      caFile: '/site/conf/certs/ca.pem',
      namespace: 'grid',
      connectTimeoutMs: 20_000,
      requestTimeoutMs: 20_000,
      podDefaults: { serviceAccount: 'lsf', env: { LSF_TOP: '/opt/lsf', N: '3' } },
    });
    expect(ignored).toEqual([
      'LogLevel',
      'INSTANCE_CREATION_TIMEOUT',
      'LSF_OPERATOR_CLUSTER',
      'LSF_OPERATOR_TYPE',
      'WAIT_POD_IP',
      'LSF_MAX_TRY_ADD_HOST',
    ]);
  });

  it('may name a token’s file, or a certificate as text', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----';
    expect(settings({ SERVER_URL: 'https://k', SERVICE_ACCOUNT_TOKEN: '/run/token', CA_CERT: pem }).parsed).toMatchObject({
      tokenFile: '/run/token',
      caData: pem,
    });
    expect(settings({ SERVER_URL: 'https://k', CA_CERT: '/ca' }).parsed).toMatchObject({
      tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
      caFile: '/ca',
    });
    expect(settings({ SERVICE_ACCOUNT_TOKEN: 'x' }).parsed).toMatchObject({
      server: 'https://kubernetes.default.svc',
      token: 'x',
      caFile: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
    });
  });

  it('carry over what a template says of its pods', () => {
    const translation = siteFiles.template(
      entries({
        imageId: 'registry/lsf:1',
        vmType: 'small',
        nodeSelectors: { zone: 'a', ssd: true },
        privileged: 'true',
        mountPaths: { home: '/home', scratch: '/scratch' },
      }),
    );
    expect(translation.ignoredKeys).toEqual([]);
    expect(templateSchema.parse(values(translation)).pod).toEqual({
      metadata: { annotations: { 'hostwright-machine-type': 'small' } },
      spec: {
        nodeSelector: { zone: 'a', ssd: 'true' },
        volumes: [
          { name: 'home', persistentVolumeClaim: { claimName: 'home' } },
          { name: 'scratch', persistentVolumeClaim: { claimName: 'scratch' } },
        ],
      },
      container: {
        image: 'registry/lsf:1',
        securityContext: { privileged: true },
        volumeMounts: [
          { name: 'home', mountPath: '/home' },
          { name: 'scratch', mountPath: '/scratch' },
        ],
      },
    });
  });
});

describe('whatever stands in a foreign file', { tags: ['kubernetes.site-files', 'simulated'] }, () => {
  it('is translated or ignored by name, and then accepted or refused, never with a crash', () => {
    const foreign = [
      'SERVER_URL',
      'SERVICE_ACCOUNT_TOKEN',
      'CA_CERT',
      'ENV_VARS',
      'TIMEOUT_IN_SEC',
      'mountPaths',
      'nodeSelectors',
      'privileged',
      'imageId',
      'vmType',
    ];
    const file = fc.dictionary(
      fc.oneof(fc.constantFrom(...foreign, ...Object.keys(templateKeys.shape)), fc.string({ maxLength: 12 })),
      fc.oneof(fc.jsonValue(), fc.constantFrom('a', '1', 'true', '/x')),
      { maxKeys: 8 },
    );
    for (const [translate, schema] of [
      [translateSettings, settingsSchema],
      [translateTemplate, templateSchema],
    ] as const) {
      fc.assert(
        fc.property(file, (given) => {
          const { error } = schema.safeParse(values(translate(entries(given))));
          for (const { message } of error?.issues ?? []) expect(message).not.toBe('');
        }),
        { numRuns: 300 },
      );
    }
  });
});
