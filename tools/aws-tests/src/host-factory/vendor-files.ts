import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Cloud } from '../cloud/cloud.js';
import { KEYS } from '../plugin/connection.js';
import type { Dialect } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import type { Files } from '../../../../apps/host-factory/test/e2e/harness/installed/site.js';

/** The files that come with the vendor's plugin for LSF; not everywhere. */
const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/lsf/aws/', import.meta.url));

/** The resource manager's instance of the provider. */
export const INSTANCE: Readonly<Record<Dialect, string>> = { symphony: 'awsinst', lsf: 'aws' };

/** A site as its operator wrote it for the vendor's plugin. */
export interface VendorSite {
  readonly what: string;
  /** Whether its files can be read here. */
  readonly isAtHand: boolean;
  readonly dialect: Dialect;
  readonly region: string;
  /** The template that is asked for. */
  readonly templateId: string;
  files(cloud: Cloud, folder: string): Files;
}

type Keys = Readonly<Record<string, unknown>>;

/** What differs between any two accounts. */
function idsOf({ network }: Cloud): Keys {
  return {
    imageId: network.imageId,
    subnetId: network.subnets[0]?.subnetId,
    keyName: network.keyName,
    securityGroupIds: [network.securityGroupId],
  };
}

const CREDENTIALS = `[default]\naws_access_key_id = ${KEYS.accessKeyId}\naws_secret_access_key = ${KEYS.secretAccessKey}\n`;

/** Written from the documented keys. */
const SYMPHONY: VendorSite = {
  what: 'Symphony, from the documented keys',
  isAtHand: true,
  dialect: 'symphony',
  region: 'eu-west-1',
  templateId: 'Template-Fleet',
  files: (cloud, folder) => ({
    'conf/credentials': CREDENTIALS,
    'conf/awsinstprov_config.json': {
      LogLevel: 'INFO',
      AWS_REGION: 'eu-west-1',
      AWS_CREDENTIAL_FILE: join(folder, 'conf/credentials'),
      AWS_ENDPOINT_URL: cloud.proxy.url,
      AWS_REQUEST_RETRY_ATTEMPTS: 3,
    },
    'conf/awsinstprov_templates.json': {
      templates: [
        {
          ...idsOf(cloud),
          templateId: 'Template-Fleet',
          maxNumber: 20,
          attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', '2'], ncores: ['Numeric', '2'], nram: ['Numeric', '8192'] },
          vmTypes: { 'm5.large': 1, 'm5.xlarge': 1 },
          priceType: 'heterogeneous',
          percentOnDemand: 100,
          allocationStrategy: 'capacityOptimized',
          instanceTags: 'group=grid;owner=research',
        },
      ],
    },
  }),
};

const LSF_CONFIG: Keys = { LogLevel: 'INFO', AWS_REGION: 'us-west-2' };
const LSF_TEMPLATE: Keys = {
  templateId: 'Template-VM-1',
  maxNumber: 20,
  attributes: { type: ['String', 'X86_64'], ncores: ['Numeric', '1'], ncpus: ['Numeric', '1'], mem: ['Numeric', '1024'] },
  vmType: 't3.micro',
  instanceTags: 'group=grid',
  userData: 'zone=us_west_2a',
};

/** Written from the documented keys, or the vendor's own files but for endpoint, credentials and ids. */
function lsfSite(what: string, isAtHand: boolean, read: () => { readonly config: Keys; readonly templates: readonly Keys[] }): VendorSite {
  return {
    what,
    isAtHand,
    dialect: 'lsf',
    region: 'us-west-2',
    templateId: 'Template-VM-1',
    files: (cloud, folder) => {
      const { config, templates } = read();
      return {
        'conf/credentials': CREDENTIALS,
        'conf/awsprov_config.json': { ...config, AWS_CREDENTIAL_FILE: join(folder, 'conf/credentials'), AWS_ENDPOINT_URL: cloud.proxy.url },
        'conf/awsprov_templates.json': { templates: templates.map((template) => ({ ...template, ...idsOf(cloud) })) },
      };
    },
  };
}

function readSample(name: string): Keys {
  return JSON.parse(readFileSync(join(SAMPLES, name), 'utf8')) as Keys;
}

/** Every site. */
export const VENDOR_SITES: readonly VendorSite[] = [
  SYMPHONY,
  lsfSite('LSF, from the documented keys', true, () => ({ config: LSF_CONFIG, templates: [LSF_TEMPLATE] })),
  lsfSite('LSF, from the files that come with the vendor’s plugin', existsSync(SAMPLES), () => ({
    config: readSample('awsprov_config.json'),
    // They come with a maxNumber of 0, which IBM's documentation tells the operator to set: nobody gets a machine before.
    // Source: https://www.ibm.com/docs/en/spectrum-lsf/10.1.0?topic=reference-awsprov-templatesjson
    templates: (readSample('awsprov_templates.json') as { readonly templates: readonly Keys[] }).templates.map((template) => ({
      ...template,
      maxNumber: 20,
    })),
  })),
];
