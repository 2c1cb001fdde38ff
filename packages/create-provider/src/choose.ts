import { basename, resolve } from 'node:path';
import type { Arguments } from './arguments.js';
import { defaultPackageName, defaultTitle, idOfFolder, idProblem, packageNameProblem, titleProblem, type Names } from './names.js';
import { Questions, type Terminal } from './questions.js';
import { UsageError } from './refusal.js';

/** Where the plugin goes, and what it is called. */
export interface Choice extends Names {
  readonly folder: string;
}

/**
 * Decides by the command line, by questions where there is a terminal, and by defaults.
 *
 * @param terminal - undefined: nobody can be asked
 * @throws {UsageError} when a name is missing or not allowed
 * @throws {Refusal} when whoever is asked leaves
 */
export async function choose(given: Arguments, terminal: Terminal | undefined): Promise<Choice> {
  using questions = terminal === undefined ? undefined : new Questions(terminal);
  const decide = async (
    stated: string | undefined,
    question: {
      readonly text: string;
      readonly suggestion: string | undefined;
      readonly hint: string;
      readonly problemOf: (text: string) => string | undefined;
    },
  ): Promise<string> => {
    const { suggestion, problemOf, hint } = question;
    if (stated === undefined && questions !== undefined) return questions.ask(question);
    const value = stated ?? suggestion;
    const problem = value === undefined ? 'it is not given' : problemOf(value);
    if (value === undefined || problem !== undefined) throw new UsageError(`${problem}${hint}`);
    return value;
  };
  const folder = await decide(given.folder, {
    text: 'Folder',
    suggestion: undefined,
    hint: '; name a folder: npm create @hostwright/provider my-cloud',
    problemOf: (text) => (text === '' ? 'A folder is needed.' : undefined),
  });
  const id = await decide(given.id, {
    text: 'Id of the provider',
    suggestion: suggestedId(folder, questions !== undefined),
    hint: '; name one with --id',
    problemOf: idProblem,
  });
  const title = await decide(given.title, { text: 'Name of the cloud', suggestion: defaultTitle(id), hint: '', problemOf: titleProblem });
  const packageName = await decide(given.packageName, {
    text: 'Name of the package',
    suggestion: defaultPackageName(id),
    hint: '',
    problemOf: packageNameProblem,
  });
  return { folder, id, title, packageName };
}

/** Nobody is offered a name that is not allowed; who cannot be asked is told what is wrong with it. */
function suggestedId(folder: string, canAsk: boolean): string | undefined {
  const id = idOfFolder(basename(resolve(folder)));
  return canAsk && idProblem(id) !== undefined ? undefined : id;
}
