import { ENVIRONMENT_VARIABLES } from '@hostwright/host-factory-protocol';
import { type BundlePart, jsonFile } from '../source.js';

const { symphony, lsf } = ENVIRONMENT_VARIABLES;
const HOST_FACTORY = [...Object.values(symphony), ...Object.values(lsf)].filter((name) => name !== lsf.scriptOptions);

/** Variables that hold paths, names and settings of the system, and never a secret. */
const SHOWN: ReadonlySet<string> = new Set([
  ...HOST_FACTORY,
  'HOST_FACTORY_BIN',
  'HOST_FACTORY_RUNTIME_DIR',
  'HOST_FACTORY_HOST_ID',
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TERM',
  'TMPDIR',
  'XDG_CACHE_HOME',
  'XDG_RUNTIME_DIR',
  'NODE_ENV',
  'NODE_EXTRA_CA_CERTS',
  'CI',
]);

/** The names of all variables, and the values of a few. */
export const environment: BundlePart = {
  name: 'environment.json',
  collect: async ({ context }) => {
    const set = Object.entries(context.environment).filter(([, value]) => value !== undefined);
    return [
      jsonFile('environment.json', 'names of all environment variables, with the values of those that hold no secrets', {
        shown: Object.fromEntries(set.filter(([name]) => SHOWN.has(name))),
        hidden: set
          .map(([name]) => name)
          .filter((name) => !SHOWN.has(name))
          .toSorted(),
      }),
      { what: 'values of other environment variables', why: 'they may be secrets' },
    ];
  },
};
