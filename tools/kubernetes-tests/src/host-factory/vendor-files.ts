import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Place } from '../cluster/place.js';
import type { Dialect } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import type { Files } from '../../../../apps/host-factory/test/e2e/harness/installed/site.js';

/** The files that come with Morgan Stanley's provider; not everywhere. */
const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/k8s/', import.meta.url));

/** The resource manager's instance of the provider. */
export const INSTANCE: Readonly<Record<Dialect, string>> = { symphony: 'k8s-hf', lsf: 'openshift' };

/** A site as its operator wrote it for another plugin. */
export interface VendorSite {
  readonly what: string;
  /** Whether its files can be read here. */
  readonly isAtHand: boolean;
  readonly dialect: Dialect;
  readonly templateId: string;
  /** What its pods must carry, beside our own labels. */
  readonly podLabels: Readonly<Record<string, string>>;
  files(place: Place): Promise<Files>;
}

const POD_SPEC = `apiVersion: v1
kind: Pod
metadata:
  labels:
    app.kubernetes.io/instance: symphony-k8s
spec:
  restartPolicy: Never
  containers:
    - name: hello
      image: registry.example.com/worker:1
      command: ['sh', '-c', 'sleep 3600']
`;

const TEMPLATES = {
  templates: [
    {
      templateId: 'Template-K8s-A',
      maxNumber: 10,
      attributes: { nram: ['4096'], ncpus: ['8'], ncores: ['1'], type: ['String', 'X86_64'] },
      podSpec: 'pod-spec.yml',
    },
  ],
};

/** Beside its templates there is a kubeconfig, where kubectl has it. */
function morganStanley(
  what: string,
  isAtHand: boolean,
  read: () => { readonly templates: string | object; readonly podSpec: string },
): VendorSite {
  return {
    what,
    isAtHand,
    dialect: 'symphony',
    templateId: 'Template-K8s-A',
    podLabels: { 'app.kubernetes.io/instance': 'symphony-k8s' },
    files: async ({ kubernetes, namespace, proxy }) => {
      const { templates, podSpec } = read();
      return {
        'home/.kube/config': await readFile(await kubernetes.kubeconfigFor({ user: 'product', namespace, url: proxy.url }), 'utf8'),
        'conf/k8sprov_templates.json': templates,
        'conf/pod-spec.yml': podSpec,
      };
    },
  };
}

/** Written from the keys of the plugin that IBM had for LSF. */
const OPENSHIFT: VendorSite = {
  what: 'LSF, from the documented keys of the OpenShift plugin',
  isAtHand: true,
  dialect: 'lsf',
  templateId: 'Template-Pod-1',
  podLabels: {},
  files: async ({ kubernetes, namespace, proxy, token }) => ({
    'conf/openshiftprov_config.json': {
      LogLevel: 'INFO',
      SERVER_URL: proxy.url,
      SERVICE_ACCOUNT_TOKEN: token,
      CA_CERT: kubernetes.caFile,
      NAME_SPACE: namespace,
      ENV_VARS: { LSF_TOP: '/opt/lsf' },
    },
    'conf/openshiftprov_templates.json': {
      templates: [
        {
          templateId: 'Template-Pod-1',
          maxNumber: 10,
          attributes: { type: ['String', 'X86_64'], ncores: ['Numeric', '1'], ncpus: ['Numeric', '1'], mem: ['Numeric', '1024'] },
          imageId: 'registry.example.com/lsf:10.1',
          vmType: 'small',
          userData: 'zone=office',
        },
      ],
    },
  }),
};

function readSample(name: string): string {
  return readFileSync(`${SAMPLES}${name}`, 'utf8');
}

/** Every site. */
export const VENDOR_SITES: readonly VendorSite[] = [
  morganStanley('Symphony, in the form of Morgan Stanley’s templates', true, () => ({ templates: TEMPLATES, podSpec: POD_SPEC })),
  morganStanley('Symphony, from the files that come with Morgan Stanley’s provider', existsSync(SAMPLES), () => ({
    templates: readSample('vanilla-templates.tpl').replace('{{ podSpec }}', 'pod-spec.yml'),
    podSpec: readSample('vanilla-spec.yml').replace('{{ HF_K8S_IMAGE_URL }}', 'registry.example.com/hello:1'),
  })),
  OPENSHIFT,
];
