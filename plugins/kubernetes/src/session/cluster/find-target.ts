import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ProviderError } from '@hostwright/core/provider';
import type { KubernetesSettings } from '../../settings/settings.js';
import { targetOfContext, type KubeconfigText } from './kubeconfig.js';
import { valueOrSecret, type ReadSource, type Source } from './source.js';
import type { Target } from './target.js';

/** What is looked at outside of the settings. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a pod finds its account. Source: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
  readonly accountFolder: string;
}

/** This process's own. */
export const SURROUNDINGS: Surroundings = { environment: process.env, accountFolder: '/var/run/secrets/kubernetes.io/serviceaccount' };

/**
 * Finds the cluster that settings name: by an address, a kubeconfig, or as the pod that this runs in. Reads again what may have changed.
 * @throws {ProviderError} `InvalidSettings`
 */
export async function findTarget(settings: KubernetesSettings, read: ReadSource, surroundings: Surroundings): Promise<Target> {
  const found = await findPlainTarget(settings, read, surroundings);
  const { caFile, caData, tlsServerName, insecureSkipTlsVerify, impersonate } = settings;
  if (found.insecure && !insecureSkipTlsVerify) {
    throw new ProviderError(
      'InvalidSettings',
      `${found.name} says insecure-skip-tls-verify: give it the certificate of its authority, or set insecureSkipTlsVerify here, too`,
      { subject: 'insecureSkipTlsVerify' },
    );
  }
  return {
    ...found,
    insecure: insecureSkipTlsVerify,
    ca:
      caFile !== undefined
        ? { from: 'file', path: caFile, key: 'caFile' }
        : caData !== undefined
          ? { from: 'text', text: pemOf(caData) }
          : found.ca,
    tlsServerName: tlsServerName ?? found.tlsServerName,
    user: impersonate === undefined ? found.user : { ...found.user, impersonate },
  };
}

async function findPlainTarget(settings: KubernetesSettings, read: ReadSource, surroundings: Surroundings): Promise<Target> {
  const { server, kubeconfig, kubeconfigText, context, inCluster } = settings;
  if (server !== undefined) return targetOfServer(settings, server);
  if (kubeconfigText !== undefined) {
    return targetOfContext([{ text: await read({ from: 'secret', reference: kubeconfigText }), path: undefined }], context);
  }
  if (inCluster) return ownCluster(surroundings);
  const paths = kubeconfig === undefined ? await usualFiles(surroundings) : [kubeconfig];
  if (paths.length > 0) return targetOfContext(await Promise.all(paths.map((path) => readText(path, read))), context);
  if (surroundings.environment['KUBERNETES_SERVICE_HOST'] !== undefined) return ownCluster(surroundings);
  throw new ProviderError(
    'InvalidSettings',
    'no cluster is named: set kubeconfig or server, or the variable KUBECONFIG; there is no ~/.kube/config, and this is no pod',
    { subject: 'kubeconfig' },
  );
}

async function readText(path: string, read: ReadSource): Promise<KubeconfigText> {
  return { text: await read({ from: 'file', path, key: 'kubeconfig' }), path };
}

function targetOfServer(settings: KubernetesSettings, server: string): Target {
  const { token, tokenFile, clientCertificateFile, clientKeyFile } = settings;
  const file = (path: string | undefined, key: string): Source | undefined =>
    path === undefined ? undefined : { from: 'file', path, key };
  return {
    server,
    ca: undefined,
    tlsServerName: undefined,
    insecure: false,
    proxyUrl: undefined,
    namespace: undefined,
    user: {
      token: token === undefined ? file(tokenFile, 'tokenFile') : valueOrSecret(token),
      certificate: file(clientCertificateFile, 'clientCertificateFile'),
      key: file(clientKeyFile, 'clientKeyFile'),
    },
    name: server,
  };
}

/** Files that do not exist are passed over, as kubectl does. */
async function usualFiles({ environment }: Surroundings): Promise<readonly string[]> {
  const named = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const home = environment['HOME'] ?? homedir();
  const paths = named.length > 0 ? named : [join(home, '.kube', 'config')];
  const found = await Promise.all(paths.map(async (path) => ((await exists(path)) ? [path] : [])));
  if (named.length > 0 && found.flat().length === 0) {
    throw new ProviderError('InvalidSettings', `KUBECONFIG names no file that exists: ${named.join(', ')}`, { subject: 'kubeconfig' });
  }
  return found.flat();
}

async function ownCluster({ environment, accountFolder }: Surroundings): Promise<Target> {
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'];
  if (host === undefined || port === undefined) {
    throw new ProviderError(
      'InvalidSettings',
      'inCluster: this is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set',
      {
        subject: 'inCluster',
      },
    );
  }
  const file = (name: string): Source => ({ from: 'file', path: join(accountFolder, name), key: 'inCluster' });
  const namespace = await readFile(join(accountFolder, 'namespace'), 'utf8').catch(() => '');
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ca: file('ca.crt'),
    tlsServerName: undefined,
    insecure: false,
    proxyUrl: undefined,
    namespace: namespace.trim() === '' ? undefined : namespace.trim(),
    user: { token: file('token') },
    name: 'the cluster of this pod',
  };
}

function pemOf(data: string): string {
  return data.includes('-----BEGIN') ? data : Buffer.from(data, 'base64').toString('utf8');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
