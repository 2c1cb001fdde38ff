import type { SiteEntry, Translation } from '@hostwright/core/provider';
import { SETTINGS_KEYS } from '../settings/schema.js';
import { translate, type Given, type Pairs, type Rule, type Rules } from './rules.js';
import { toNumber, toPath, toTexts } from './values.js';

/** Where a pod finds its account: what the vendor's plugin reads when its file names nothing. */
const ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The API server as every pod reaches it. Source: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const OWN_SERVER = 'https://kubernetes.default.svc';

/**
 * Keys of `openshiftprov_config.json` of the vendor's plugin for LSF. Morgan Stanley's provider has no settings file: its kubeconfig is the usual one.
 * Those that are not here are ignored: docs/kubernetes.md says why for each.
 */
const RULES: Readonly<Record<string, Rule>> = {
  SERVER_URL: (value) => [['server', value]],
  NAME_SPACE: (value) => [['namespace', value]],
  SERVICE_ACCOUNT: (_value, given) => podDefaults(given),
  ENV_VARS: (_value, given) => podDefaults(given),
  // A path is a file that is read again when it changes; anything else is the token itself.
  SERVICE_ACCOUNT_TOKEN: (value) => (isPath(value) ? [['tokenFile', value]] : [['token', value]]),
  CA_CERT: (value) => (isPath(value) ? [['caFile', value]] : isInline(value) ? [['caData', value]] : [['caFile', toPath(value)]]),
  TIMEOUT_IN_SEC: (value) => {
    const seconds = toNumber(value);
    // As in the vendor's plugin, it holds for connecting and for the answer alike.
    const ms = typeof seconds === 'number' ? Math.min(120_000, Math.max(1_000, seconds * 1_000)) : value;
    return [
      ['connectTimeoutMs', ms],
      ['requestTimeoutMs', ms],
    ];
  },
};

const SETTINGS_RULES: Rules = { rules: RULES, ownKeys: SETTINGS_KEYS, defaults: ownPod };

/** Translates the vendor's settings. Reads nothing else. */
export function translateSettings(entries: readonly SiteEntry[]): Translation {
  return translate(entries, SETTINGS_RULES);
}

/** Without an address the vendor's plugin works as the pod that it runs in, with its file's token where it names one. */
function ownPod(given: Given): Pairs {
  if (!given.has('SERVICE_ACCOUNT_TOKEN') && !given.has('CA_CERT') && !given.has('SERVER_URL')) return [];
  const token: Pairs = given.has('SERVICE_ACCOUNT_TOKEN') ? [] : [['tokenFile', `${ACCOUNT_FOLDER}/token`]];
  if (given.has('SERVER_URL')) return token;
  return [['server', OWN_SERVER], ...token, ...(given.has('CA_CERT') ? [] : ([['caFile', `${ACCOUNT_FOLDER}/ca.crt`]] satisfies Pairs))];
}

function podDefaults(given: Given): Pairs {
  const account = given.get('SERVICE_ACCOUNT');
  const env = given.get('ENV_VARS');
  return [
    ['podDefaults', { ...(account === undefined ? {} : { serviceAccount: account }), ...(env === undefined ? {} : { env: toTexts(env) }) }],
  ];
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && /^(?:\/|\$\{)/.test(value);
}

/** A certificate itself, or that in base64. */
function isInline(value: unknown): boolean {
  return typeof value === 'string' && (value.includes('-----BEGIN') || /^[A-Za-z0-9+/=\s]{200,}$/.test(value));
}
