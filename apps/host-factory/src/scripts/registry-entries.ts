import type { Dialect } from '@hostwright/host-factory-protocol';

/** Host Factory's list of provider plug-ins, as far as one entry of ours goes. */
export interface RegistryFacts {
  readonly dialect: Dialect;
  /** Name of the provider instance: 1 to 64 letters, digits, `-` and `_`. */
  readonly instance: string;
  /** Folder named as `scriptPath`. */
  readonly scriptDirectory: string;
  /** Configuration folder; undefined for the usual place of an instance. */
  readonly configurationDirectory: string | undefined;
  /** LSF's word for the kind of provider. */
  readonly lsfType: string;
}

/** One file with an entry, ready to be used as it is or merged into the site's own. */
export interface RegistryFile {
  readonly name: string;
  /** Where the site's own file of that name is. */
  readonly belongsTo: string;
  readonly text: string;
}

/** Kinds of providers that LSF knows. Source: IBM Spectrum LSF 10.1, hostProviders.json. */
export const LSF_TYPES = [
  'awsProv',
  'azureProv',
  'googleProv',
  'ibmcloudgen2Prov',
  'openshiftProv',
  'openstackProv',
  'cyclecloudProv',
] as const;

const PLUGIN_NAME = 'hostwright';

/** The registry files that a dialect wants. */
export function registryFiles(facts: RegistryFacts): readonly RegistryFile[] {
  return facts.dialect === 'symphony' ? [symphonyPlugins(facts), symphonyProviders(facts)] : [lsfProviders(facts)];
}

function symphonyPlugins({ scriptDirectory }: RegistryFacts): RegistryFile {
  return {
    name: 'hostProviderPlugins.json',
    belongsTo: '$HF_CONFDIR/providerplugins/hostProviderPlugins.json',
    text: toText({ version: 2, providerplugins: [{ name: PLUGIN_NAME, enabled: 1, scriptPath: withSlash(scriptDirectory) }] }),
  };
}

function symphonyProviders({ instance, configurationDirectory }: RegistryFacts): RegistryFile {
  const entry = {
    name: instance,
    enabled: 1,
    plugin: PLUGIN_NAME,
    confPath: withSlash(configurationDirectory ?? `\${HF_CONFDIR}/providers/${instance}`),
    workPath: `\${HF_WORKDIR}/providers/${instance}/`,
    logPath: '${HF_LOGDIR}/',
  };
  return {
    name: 'hostProviders.json',
    belongsTo: '$HF_CONFDIR/providers/hostProviders.json',
    text: toText({ version: 2, providers: [entry] }),
  };
}

function lsfProviders({ instance, lsfType, scriptDirectory, configurationDirectory }: RegistryFacts): RegistryFile {
  const entry = {
    name: instance,
    type: lsfType,
    confPath: configurationDirectory ?? `resource_connector/${instance}`,
    scriptPath: scriptDirectory,
  };
  return {
    name: 'hostProviders.json',
    belongsTo: '$LSF_TOP/conf/resource_connector/hostProviders.json',
    text: toText({ providers: [entry] }),
  };
}

function withSlash(path: string): string {
  return `${path.replace(/\/+$/, '')}/`;
}

function toText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
