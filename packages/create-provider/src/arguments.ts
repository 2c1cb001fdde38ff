import { parseArgs } from 'node:util';
import { UsageError } from './refusal.js';

/** What the command line asks for; what is undefined is asked for or derived. */
export interface Arguments {
  readonly folder: string | undefined;
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly packageName: string | undefined;
  /** Take every default. */
  readonly yes: boolean;
}

/** Shown by `--help`. */
export const HELP = `Starts a provider plugin for Hostwright, with a fake of its cloud; its tests pass at once.

Usage: npm create @hostwright/provider [FOLDER] -- [options]

  FOLDER          a new or empty folder; its name is the provider's id

Options:
  --id ID         the provider's id (default: the folder's name)
  --name TEXT     the cloud's name for people (default: from the id)
  --package NAME  name of the npm package (default: hostwright-provider-ID)
  --yes           ask nothing
  --version       show the version
  --help          show this

Asks for what is not given on a terminal; without one it takes the defaults. Ends with 0 when the plugin was made, 1 when it could not be,
2 when the command line is wrong.

Examples:
  npm create @hostwright/provider my-cloud
  npm create @hostwright/provider plugins/tin -- --package @acme/provider-tin --yes
`;

/** Reads the command line. @throws {UsageError} */
export function parseArguments(words: readonly string[]): Arguments | 'help' | 'version' {
  const { values, positionals } = parse(words);
  if (values.help === true) return 'help';
  if (values.version === true) return 'version';
  const [folder, second] = positionals;
  if (second !== undefined) throw new UsageError(`One folder at a time; ${JSON.stringify(second)} is a second one.`);
  if (folder === '') throw new UsageError('The folder has no name.');
  return { folder, id: values.id, title: values.name, packageName: values.package, yes: values.yes ?? false };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        id: { type: 'string' },
        name: { type: 'string' },
        package: { type: 'string' },
        yes: { type: 'boolean', short: 'y' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message.split('. ', 1)[0]}.`, { cause });
  }
}
