import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENVIRONMENT_VARIABLES } from '@hostwright/host-factory-protocol';
import { readOwnFile, type Site, type Variables } from '@hostwright/service/configuration';
import { type ScriptFacts, SCRIPT_MARK } from '../../../scripts/script-text.js';

/** Five scripts of ours in one folder, as one of them says how they were made. */
export interface InstalledScripts {
  /** As it was given to `scripts install`. */
  readonly directory: string;
  /** Where the scripts themselves lie. */
  readonly folder: string;
  readonly facts: Omit<ScriptFacts, 'call'>;
}

const ONE_OF_THEM = 'requestMachines.sh';

/** Finds scripts of ours where the registries of Host Factory say, and beside the configuration. */
export function findScripts(site: Site, variables: Variables): readonly InstalledScripts[] {
  const folders = [...new Set([...registered(variables), join(site.directory, 'scripts'), join(dirname(site.directory), 'scripts')])];
  return folders.flatMap((directory) =>
    [directory, join(directory, 'scripts')].flatMap((folder) => {
      const facts = factsOf(join(folder, ONE_OF_THEM));
      const isOfThis = facts !== undefined && [undefined, site.directory].includes(facts.configuration?.directory);
      return facts !== undefined && isOfThis ? [{ directory, folder, facts }] : [];
    }),
  );
}

function registered(variables: Variables): readonly string[] {
  const { symphony, lsf } = ENVIRONMENT_VARIABLES;
  const valueOf = (name: string): string | undefined => (variables[name] === '' ? undefined : variables[name]);
  const own = valueOf(symphony.confDir);
  const all = valueOf(symphony.allConfDir) ?? (own === undefined ? undefined : dirname(dirname(own.replace(/\/+$/, ''))));
  const ofLsf = valueOf(lsf.confDir);
  return [
    ...(all === undefined ? [] : scriptPaths(join(all, 'providerplugins', 'hostProviderPlugins.json'))),
    ...(ofLsf === undefined ? [] : scriptPaths(join(dirname(ofLsf.replace(/\/+$/, '')), 'hostProviders.json'))),
  ];
}

function scriptPaths(file: string): readonly string[] {
  try {
    const { providerplugins, providers } = JSON.parse(readOwnFile(file).text) as {
      readonly providerplugins?: unknown;
      readonly providers?: unknown;
    };
    const list: readonly unknown[] = [providerplugins, providers].flatMap((entry: unknown) =>
      Array.isArray(entry) ? (entry as unknown[]) : [],
    );
    return list.flatMap((entry) => {
      const path = typeof entry === 'object' && entry !== null && 'scriptPath' in entry ? entry.scriptPath : undefined;
      return typeof path === 'string' && path.startsWith('/') ? [path.replace(/\/+$/, '')] : [];
    });
  } catch {
    return [];
  }
}

/** What a script says about itself; undefined for none, or one of somebody else's. */
function factsOf(path: string): InstalledScripts['facts'] | undefined {
  const text = existsSync(path) ? readText(path) : '';
  if (!text.includes(SCRIPT_MARK)) return undefined;
  const quoted = (before: string): string | undefined => {
    const at = text.indexOf(before);
    return at < 0 ? undefined : unquote(text.slice(at + before.length));
  };
  const programPath = quoted('\nprogram=${HOST_FACTORY_BIN:-');
  const nodePath = quoted('\nnode=');
  if (programPath === undefined || nodePath === undefined) return undefined;
  const directory = quoted('\nbound=');
  const workDirectory = quoted('\n[ -n "$work" ] || work=');
  const configuration = directory === undefined || workDirectory === undefined ? undefined : { directory, workDirectory };
  return { dialect: text.includes(' (lsf).\n') ? 'lsf' : 'symphony', programPath, nodePath, configuration };
}

/** The other way round of what quotes a word for a shell. */
function unquote(text: string): string | undefined {
  const word = /^(?:'[^']*'|\\')+/.exec(text)?.[0];
  return word?.replaceAll(/'([^']*)'|\\'/g, (_match, inner: string | undefined) => inner ?? "'");
}

function readText(path: string): string {
  try {
    return readOwnFile(path).text;
  } catch {
    return '';
  }
}
