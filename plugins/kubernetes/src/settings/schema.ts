import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { HANDLERS } from '../template/handlers.js';
import { texts } from '../template/key-types.js';
import { namespaceName } from '../template/names.js';
import { problemsOf } from './checks.js';
import type { KubernetesSettings } from './settings.js';

const path = z.string().refine(isAbsolute, 'must be an absolute path; ${CONFIG_DIR} stands for the folder of the configuration');
const reference = z.string().regex(/^(?:env|file):./s, 'must be the reference of a secret: env:NAME or file:PATH');
const price = z.number().min(0).max(1_000_000);
const prices = z.record(z.string().min(1), price).default({});

const priceSheet = z
  .strictObject({
    vcpuHourUsd: price.default(0),
    memoryGibHourUsd: price.default(0),
    gpuHourUsd: prices,
    machineTypeHourUsd: prices,
    spotPercent: z.number().min(0).max(100).default(100),
  })
  .optional()
  .describe(
    'What an hour costs: vcpuHourUsd, memoryGibHourUsd, gpuHourUsd by resource name, machineTypeHourUsd by node type, spotPercent of the usual price. Default: no prices.',
  );

const podDefaults = z
  .strictObject({ serviceAccount: z.string().min(1).max(253).optional(), labels: texts.default({}), env: texts.default({}) })
  .prefault({})
  .describe('What pods have whose template does not say: serviceAccount, labels, and env for the machine’s container.');

const impersonate = z
  .strictObject({ user: z.string().min(1).max(1_024), groups: z.array(z.string().min(1).max(1_024)).max(100).default([]) })
  .optional()
  .describe('In whose name calls are made: user, and groups as needed. The credentials need the verb impersonate.');

/** Every key by itself; every one has a line in docs/kubernetes.md. */
const keys = z.strictObject({
  kubeconfig: path
    .optional()
    .describe('Kubeconfig file. Default: the files of KUBECONFIG, else ~/.kube/config, else the pod’s own account.'),
  kubeconfigText: reference.optional().describe('Reference of a secret that holds a kubeconfig.'),
  context: z.string().min(1).max(1_024).optional().describe('Context of the kubeconfig. Default: its current one.'),
  inCluster: z.boolean().default(false).describe('Whether to work as the service account of the pod that this runs in. Default: false.'),
  server: z
    .url({ protocol: /^https?$/, error: 'must be an address like https://10.0.0.1:6443' })
    .optional()
    .describe('Address of the API server, in place of a kubeconfig. Plain http is for this machine alone.'),
  token: z.string().min(1).max(65_536).optional().describe('Bearer token for server: a value, or better the reference of a secret.'),
  tokenFile: path.optional().describe('File of the bearer token for server; read again when it changes.'),
  caFile: path.optional().describe('Certificates in PEM form that the API server is checked against, in place of the kubeconfig’s.'),
  caData: z.string().min(1).max(1_048_576).optional().describe('The certificates of caFile as text: PEM, or PEM in base64.'),
  caBundle: path.optional().describe('File of certificates in PEM form that are trusted beside those; for proxies that open TLS.'),
  clientCertificateFile: path.optional().describe('Client certificate for server, in PEM form; read again when it changes.'),
  clientKeyFile: path.optional().describe('Key of the client certificate, in PEM form.'),
  tlsServerName: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe('Name that the API server’s certificate must carry. Default: the host of its address.'),
  insecureSkipTlsVerify: z
    .boolean()
    .default(false)
    .describe('Whether any certificate of the API server is accepted. Whoever stands in between then gets the token. Default: false.'),
  impersonate,
  proxy: z
    .url({ protocol: /^https?$/, error: 'must be an address like http://proxy.example.com:3128' })
    .optional()
    .describe('Web proxy. Default: the kubeconfig’s proxy-url, else HTTPS_PROXY or HTTP_PROXY of the environment.'),
  noProxy: z
    .array(z.string().min(1).max(253))
    .max(1_000)
    .default([])
    .describe(
      'Hosts reached without the proxy, beside those of NO_PROXY: a name, .name for its subdomains, an address block, or * for all.',
    ),
  namespace: namespaceName
    .optional()
    .describe('Namespace of templates that name none. Default: the context’s, else the pod’s own, else default.'),
  namespaces: z
    .array(z.union([namespaceName, z.literal('*')]))
    .max(200)
    .refine((names) => new Set(names).size === names.length, 'a namespace is named twice')
    .default([])
    .describe('Further namespaces that templates may name; * for all, which needs a ClusterRole. All of them are listed.'),
  identity: z
    .enum(['cluster', 'namespace'])
    .default('cluster')
    .describe('What tells this cluster from others: the uid of kube-system (cluster), or that of the default namespace. Default: cluster.'),
  connectTimeoutMs: z.int().min(100).max(600_000).default(10_000).describe('Longest time to open a connection.'),
  requestTimeoutMs: z
    .int()
    .min(1_000)
    .max(120_000)
    .default(30_000)
    .describe('Longest time from sending a call to its answer. Calls that create or delete never wait longer than 30 seconds.'),
  maxSockets: z.int().min(1).max(1_000).default(50).describe('Most connections kept open to the API server, watches not counted.'),
  handler: z
    .enum(HANDLERS)
    .default('pod')
    .describe('How templates launch that do not say: pod, job, deployment or stateful-set. Default: pod.'),
  podDefaults,
  prices: priceSheet,
}) satisfies z.ZodType<KubernetesSettings>;

/** Names of all keys. */
export const SETTINGS_KEYS: readonly string[] = Object.keys(keys.shape);

/** Settings of a connection to a cluster. */
export const settingsSchema = keys.superRefine((settings, context) => {
  for (const { key, message } of problemsOf(settings)) context.addIssue({ code: 'custom', path: [key], message });
});
