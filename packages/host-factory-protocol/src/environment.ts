import type { Dialect } from './dialect.js';

/** Variables that Host Factory sets for its provider scripts, by what they say. */
export const ENVIRONMENT_VARIABLES = {
  symphony: {
    providerName: 'HF_PROVIDER_NAME',
    confDir: 'HF_PROVIDER_CONFDIR',
    workDir: 'HF_PROVIDER_WORKDIR',
    logDir: 'HF_PROVIDER_LOGDIR',
    /** Folders of all providers, for scripts that are run without the provider's own ones. */
    allConfDir: 'HF_CONFDIR',
    allWorkDir: 'HF_WORKDIR',
    allLogDir: 'HF_LOGDIR',
  },
  lsf: {
    providerName: 'PROVIDER_NAME',
    confDir: 'PRO_CONF_DIR',
    workDir: 'PRO_DATA_DIR',
    logDir: 'PRO_LSF_LOGDIR',
    scriptOptions: 'SCRIPT_OPTIONS',
  },
} as const;

/** What the environment says about the Host Factory that calls. */
export interface HostFactoryEnvironment {
  readonly dialect: Dialect;
  /** The provider instance; undefined when only its folders are given. */
  readonly providerName: string | undefined;
  /** Folders with configuration and templates, to be looked into in this order. */
  readonly confDirs: readonly string[];
  /** Folder of the provider instance for durable state; undefined when the environment names none. */
  readonly workDir: string | undefined;
  readonly logDir: string | undefined;
  /** LSF's `clusterName` of the script options. */
  readonly clusterName: string | undefined;
}

type Variables = Readonly<{ [name: string]: string | undefined }>;

/** What Host Factory allows as name of a provider instance; anything else is not put into a path. */
const PROVIDER_NAME = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * Finds out who calls: Symphony where a variable of its provider is set, else LSF where its configuration folder is.
 *
 * @param variables - `process.env`, or the like; empty values count as unset
 * @returns undefined when neither calls
 */
export function readHostFactoryEnvironment(variables: Variables): HostFactoryEnvironment | undefined {
  const { symphony, lsf } = ENVIRONMENT_VARIABLES;
  const isSet = (name: string): boolean => (variables[name] ?? '') !== '';
  if (isSet(symphony.providerName) || isSet(symphony.confDir)) return symphonyEnvironment(variables);
  return isSet(lsf.confDir) ? lsfEnvironment(variables) : undefined;
}

function symphonyEnvironment(variables: Variables): HostFactoryEnvironment {
  const names = ENVIRONMENT_VARIABLES.symphony;
  const providerName = valueOf(variables, names.providerName);
  const below = (name: string): string | undefined => {
    const base = valueOf(variables, name);
    if (base === undefined || !isProviderName(providerName)) return undefined;
    return joinPath(base, 'providers', providerName);
  };
  const confDir = valueOf(variables, names.confDir) ?? below(names.allConfDir);
  return {
    dialect: 'symphony',
    providerName,
    confDirs: confDir === undefined ? [] : [confDir],
    workDir: valueOf(variables, names.workDir) ?? below(names.allWorkDir),
    logDir: valueOf(variables, names.logDir) ?? valueOf(variables, names.allLogDir),
    clusterName: undefined,
  };
}

function lsfEnvironment(variables: Variables): HostFactoryEnvironment {
  const names = ENVIRONMENT_VARIABLES.lsf;
  const confDir = valueOf(variables, names.confDir);
  const providerName = valueOf(variables, names.providerName);
  return {
    dialect: 'lsf',
    providerName,
    confDirs: confDir === undefined ? [] : [joinPath(confDir, 'conf'), confDir],
    workDir: ownFolder(valueOf(variables, names.workDir), providerName),
    logDir: valueOf(variables, names.logDir),
    clusterName: clusterNameOf(valueOf(variables, names.scriptOptions) ?? ''),
  };
}

/** All LSF providers of a cluster share one data folder: each instance gets a folder of its own in it. */
function ownFolder(shared: string | undefined, providerName: string | undefined): string | undefined {
  return shared === undefined || !isProviderName(providerName) ? shared : joinPath(shared, providerName);
}

function isProviderName(name: string | undefined): name is string {
  return name !== undefined && PROVIDER_NAME.test(name);
}

/** LSF passes `scriptOption` of hostProviders.json, for example `-Dhttps.proxyHost=p -DclusterName=c1`, or plain `clusterName=c1`. */
function clusterNameOf(scriptOptions: string): string | undefined {
  return /(?:^|\s)(?:-D)?clusterName=["']?([^\s"']+)/.exec(scriptOptions)?.[1];
}

function valueOf(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  return value === '' ? undefined : value;
}

function joinPath(base: string, ...rest: readonly string[]): string {
  return [base.replace(/\/+$/, ''), ...rest].join('/');
}
