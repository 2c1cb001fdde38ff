import { dirname, isAbsolute, join } from 'node:path';
import { ProviderError } from '@hostwright/core/provider';
import { parse } from 'yaml';
import { kubeconfigSchema, type ClusterEntry, type KubeconfigFile, type UserEntry } from './kubeconfig-schema.js';
import type { Source } from './source.js';
import type { Target, UserTarget } from './target.js';

/** One kubeconfig's text and where it stands: relative paths in it start in its folder. */
export interface KubeconfigText {
  readonly text: string;
  /** Undefined for a text that is no file. */
  readonly path: string | undefined;
}

interface Located<Entry> {
  readonly entry: Entry;
  readonly folder: string | undefined;
}

/**
 * Finds one context in one or several kubeconfigs. As with kubectl, the first file that names something wins.
 *
 * Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 *
 * @throws {ProviderError} `InvalidSettings` when a text is no kubeconfig, or the context or what it names does not exist
 */
export function targetOfContext(texts: readonly KubeconfigText[], wanted: string | undefined): Target {
  const files = texts.map((given) => ({ file: readKubeconfig(given), folder: given.path === undefined ? undefined : dirname(given.path) }));
  const name = texts.map(({ path }) => nameOf(path)).join(', ');
  const contextName =
    wanted ??
    files.map(({ file }) => file['current-context']).find((current) => current !== undefined && current !== null && current !== '');
  const known = files.flatMap(({ file }) => file.contexts ?? []);
  if (contextName === undefined) throw refused(`${name} names no current context: set context to one of ${listed(known)}`, 'context');
  const context = known.find((entry) => entry.name === contextName)?.context;
  if (context === undefined) throw refused(`${name} has no context ${contextName}: set context to one of ${listed(known)}`, 'context');
  const cluster = find(files, (file) => file.clusters?.find((entry) => entry.name === context.cluster)?.cluster);
  if (cluster === undefined)
    throw refused(`${name}: the context ${contextName} names the cluster ${context.cluster}, which is not there`, 'kubeconfig');
  const user = find(files, (file) => file.users?.find((entry) => entry.name === context.user)?.user);
  if (user === undefined && context.user !== undefined && context.user !== '') {
    throw refused(`${name}: the context ${contextName} names the user ${context.user}, which is not there`, 'kubeconfig');
  }
  return {
    ...clusterTarget(cluster),
    namespace: context.namespace,
    user: user === undefined ? {} : userTarget(user),
    name: `the context ${contextName} of ${name}`,
  };
}

/** Files that were read last, by their text: the same ones are read for each call, and parsing takes milliseconds. */
const parsed = new Map<string, KubeconfigFile>();
const MAX_PARSED = 16;

function readKubeconfig({ text, path }: KubeconfigText): KubeconfigFile {
  const file = parsed.get(text) ?? parseKubeconfig(text, nameOf(path));
  // A secret's text is not kept.
  if (path === undefined) return file;
  parsed.delete(text);
  parsed.set(text, file);
  const [oldest] = parsed.keys();
  if (parsed.size > MAX_PARSED && oldest !== undefined) parsed.delete(oldest);
  return file;
}

function parseKubeconfig(text: string, name: string): KubeconfigFile {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    // What stands in it is secret, so the parser's own words are left out.
    throw refused(`${name} is no YAML: write it anew`, 'kubeconfig');
  }
  const { data, error } = kubeconfigSchema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw refused(`${name} is no kubeconfig: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not an object'}`, 'kubeconfig');
}

function find<Entry>(
  files: readonly { readonly file: KubeconfigFile; readonly folder: string | undefined }[],
  pick: (file: KubeconfigFile) => Entry | null | undefined,
): Located<Entry> | undefined {
  for (const { file, folder } of files) {
    const entry = pick(file);
    if (entry !== undefined && entry !== null) return { entry, folder };
  }
  return undefined;
}

function clusterTarget({ entry, folder }: Located<ClusterEntry>): Omit<Target, 'user' | 'namespace' | 'name'> {
  return {
    server: entry.server,
    ca: dataOrFile(entry['certificate-authority-data'], entry['certificate-authority'], folder),
    tlsServerName: entry['tls-server-name'],
    insecure: entry['insecure-skip-tls-verify'] === true,
    proxyUrl: entry['proxy-url'],
  };
}

function userTarget({ entry, folder }: Located<UserEntry>): UserTarget {
  const tokenFile = entry.tokenFile ?? entry['token-file'];
  // As with kubectl, a token's file wins over the token.
  const token: Source | undefined =
    tokenFile !== undefined ? fileSource(tokenFile, folder) : entry.token !== undefined ? { from: 'text', text: entry.token } : undefined;
  const { username, password, exec } = entry;
  return {
    token,
    certificate: dataOrFile(entry['client-certificate-data'], entry['client-certificate'], folder),
    key: dataOrFile(entry['client-key-data'], entry['client-key'], folder),
    basic: username === undefined ? undefined : { username, password: password ?? '' },
    exec: exec === null || exec === undefined ? undefined : { ...exec, command: commandPath(exec.command, folder) },
    authProvider: entry['auth-provider'] ?? undefined,
    impersonate: entry.as === undefined ? undefined : { user: entry.as, groups: entry['as-groups'] ?? [] },
  };
}

/** In a kubeconfig, data wins over a file of the same. */
function dataOrFile(data: string | undefined, path: string | undefined, folder: string | undefined): Source | undefined {
  if (data !== undefined) return { from: 'text', text: Buffer.from(data, 'base64').toString('utf8') };
  return path === undefined ? undefined : fileSource(path, folder);
}

function fileSource(path: string, folder: string | undefined): Source {
  if (isAbsolute(path)) return { from: 'file', path, key: 'kubeconfig' };
  if (folder === undefined)
    throw refused(`a kubeconfig that is no file names the relative path ${path}: write the data into it`, 'kubeconfigText');
  return { from: 'file', path: join(folder, path), key: 'kubeconfig' };
}

/** A command with a slash is a path that starts at the kubeconfig; one without is looked for in PATH. */
function commandPath(command: string, folder: string | undefined): string {
  return !command.includes('/') || isAbsolute(command) || folder === undefined ? command : join(folder, command);
}

function listed(contexts: readonly { readonly name: string }[]): string {
  const names = contexts.slice(0, 20).map(({ name }) => name);
  return names.length === 0 ? '(it has none)' : names.join(', ');
}

function nameOf(path: string | undefined): string {
  return path ?? 'the kubeconfig of kubeconfigText';
}

function refused(message: string, subject: string): ProviderError {
  return new ProviderError('InvalidSettings', message, { subject });
}
