import { statSync } from 'node:fs';
import { basename, isAbsolute, resolve } from 'node:path';
import { ENVIRONMENT_VARIABLES, readHostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import { RUNTIME_DIRECTORY_VARIABLE } from '@hostwright/service/agent';
import type { Variables } from '@hostwright/service/configuration';
import { nearest } from '@hostwright/service/errors';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Host, hostCheck } from '../check.js';
import { type Answer, ok, note, wrong } from '../finding.js';
import { danglingLink } from '../look/blocked.js';

const { symphony, lsf } = ENVIRONMENT_VARIABLES;
const CONFIGURATION_FOLDERS = [symphony.confDir, symphony.allConfDir, lsf.confDir];
const OTHER_FOLDERS = [symphony.workDir, symphony.logDir, symphony.allWorkDir, symphony.allLogDir, lsf.workDir, lsf.logDir];
const NAMES = [symphony.providerName, lsf.providerName];
const KNOWN: readonly string[] = [
  ...Object.values(symphony),
  ...Object.values(lsf),
  'HOST_FACTORY_BIN',
  'HOST_FACTORY_HOST_ID',
  RUNTIME_DIRECTORY_VARIABLE,
];
/** What Host Factory allows as name of a provider instance. */
const INSTANCE_NAME = /^[0-9A-Za-z_-]{1,64}$/;

/** Everything that Host Factory's variables say must speak of one deployment that is there. */
export const environment = hostCheck('environment', "Host Factory's variables: they agree, and name what is there", (host) => {
  const variables = withoutEmpty(host.context.environment);
  const problems = [
    ...relativePaths(variables),
    ...missingFolders(variables, host),
    ...filesForFolders(variables),
    ...badNames(variables),
    ...twoCallers(variables),
    ...anotherConfiguration(variables, host),
    ...programOverride(variables),
    ...mistyped(variables),
  ];
  if (problems.length > 0) return problems;
  const called = readHostFactoryEnvironment(variables);
  if (called === undefined) return [ok('no variable of Host Factory is set: --config decides')];
  return [ok(`${called.dialect === 'symphony' ? 'Symphony' : 'LSF'}, provider instance ${called.providerName ?? 'without a name'}`)];
});

function withoutEmpty(variables: Variables): Readonly<{ [name: string]: string }> {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''));
}

type Stated = ReturnType<typeof withoutEmpty>;

function stated(variables: Stated, names: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]] as const]));
}

function relativePaths(variables: Stated): readonly Answer[] {
  return stated(variables, [...CONFIGURATION_FOLDERS, ...OTHER_FOLDERS])
    .filter(([, value]) => !isAbsolute(value))
    .map(([name, value]) =>
      wrong(`${name} is "${value}", which depends on where a script is started`, `export ${name}=${shellWord(resolve(value))}`),
    );
}

function missingFolders(variables: Stated, host: Host): readonly Answer[] {
  return stated(variables, CONFIGURATION_FOLDERS)
    .filter(([, value]) => isAbsolute(value) && kindOf(value) === 'nothing')
    .map(([name, value]) => {
      const instead = host.options.config;
      const target = danglingLink(value);
      const init = `${target === undefined ? '' : `mkdir -p ${shellWord(target)} && `}host-factory init ${shellWord(value)}`;
      const mend = instead === undefined ? init : `export ${name}=${shellWord(resolve(instead))}`;
      return wrong(`${name} names ${value}, which does not exist`, mend);
    });
}

function filesForFolders(variables: Stated): readonly Answer[] {
  return stated(variables, [...CONFIGURATION_FOLDERS, ...OTHER_FOLDERS])
    .filter(([, value]) => kindOf(value) === 'file')
    .map(([name, value]) => wrong(`${name} names ${value}, which is a file`, `export ${name}=${shellWord(resolve(value, '..'))}`));
}

function badNames(variables: Stated): readonly Answer[] {
  return stated(variables, NAMES)
    .filter(([, value]) => !INSTANCE_NAME.test(value))
    .map(([name, value]) => {
      const usable = basename(value)
        .replaceAll(/[^0-9A-Za-z_-]/g, '-')
        .slice(0, 64);
      return wrong(
        `${name} is no name of a provider instance: 1 to 64 letters, digits, "-" and "_"`,
        `export ${name}=${shellWord(usable === '' ? 'hostwright' : usable)}`,
      );
    });
}

function twoCallers(variables: Stated): readonly Answer[] {
  const ofSymphony = stated(variables, [symphony.providerName, symphony.confDir, symphony.workDir]);
  const ofLsf = stated(variables, [lsf.confDir, lsf.workDir]);
  if (ofSymphony.length === 0 || ofLsf.length === 0) return [];
  const names = (list: typeof ofLsf): string => list.map(([name]) => name).join(' ');
  return [
    wrong(`both Symphony (${names(ofSymphony)}) and LSF (${names(ofLsf)}) seem to call: Symphony's variables win`, `unset ${names(ofLsf)}`),
  ];
}

function anotherConfiguration(variables: Stated, { options, site }: Host): readonly Answer[] {
  const called = readHostFactoryEnvironment(variables);
  if (options.config === undefined || site === undefined || called === undefined || called.confDirs.length === 0) return [];
  const isSame = called.confDirs.some(
    (folder) => resolve(folder) === resolve(options.config ?? '') || site.searchDirectories.includes(resolve(folder)),
  );
  if (isSame) return [];
  const set = stated(variables, called.dialect === 'symphony' ? Object.values(symphony) : Object.values(lsf)).map(([name]) => name);
  return [
    note(
      `--config names ${site.directory}, the environment ${called.confDirs.join(' or ')}: the folders of the environment do not count`,
      `unset ${set.join(' ')}`,
    ),
  ];
}

function programOverride(variables: Stated): readonly Answer[] {
  const value = variables['HOST_FACTORY_BIN'];
  if (value === undefined || kindOf(value) === 'file') return [];
  return [wrong(`HOST_FACTORY_BIN names ${value}, which is no program: every script fails`, 'unset HOST_FACTORY_BIN')];
}

/** What begins as our variables do, and is none of them. */
function mistyped(variables: Stated): readonly Answer[] {
  return Object.keys(variables)
    .filter((name) => /^(?:HF_PROVIDER_|PRO_|HOST_FACTORY_)/.test(name) && !KNOWN.includes(name))
    .flatMap((name) => {
      const meant = nearest(name, KNOWN);
      if (meant === undefined || variables[meant] !== undefined) return [];
      return [note(`${name} means nothing here; ${meant} is near`, `export ${meant}="$${name}"`)];
    });
}

function kindOf(path: string): 'folder' | 'file' | 'nothing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}
