import { lstatSync, type Stats, statSync } from 'node:fs';
import type { Site } from '@hostwright/service/configuration';
import { describeError } from '../../../cli/describe-error.js';
import { shellWord } from '../../../scripts/shell-quote.js';
import { findSecrets, type SecretReference } from '@hostwright/service/support';
import { placeCheck } from '../check.js';
import { type Answer, ok, wrong } from '../finding.js';
import { modeOf } from '../look/refusal.js';
import { because, edit } from '../mend.js';

/** Any access of everybody, and more than reading by the group. */
const OTHERS_MASK = 0o037;
/** What is larger is some other file. */
const LARGEST_SECRET_BYTES = 1024 * 1024;

/** Every secret that the configuration refers to is there, and nobody else's to read. None is printed. */
export const credentials = placeCheck(
  'credentials',
  'every secret that is referred to is there, and well kept',
  async ({ site, context }) => {
    const { references, files } = await findSecrets(site, { environment: context.environment });
    const answers = [...references.map((reference) => tellReference(reference, site)), ...files.flatMap(tellFile)];
    return answers.length === 0 ? [ok('the configuration refers to no secret')] : answers;
  },
);

function tellReference(reference: SecretReference, site: Site): Answer {
  const name = `${reference.where}: ${reference.text}`;
  if (reference.problem === undefined) return ok(name);
  return wrong(`${name}: ${describeError(reference.problem).text}`, mendOf(reference, site));
}

/** A file that the provider reads by itself: whether it is there is the provider's matter. */
function tellFile(path: string): readonly Answer[] {
  const stats = statOrNothing(path);
  if (stats === undefined || !stats.isFile()) return [];
  if ((stats.mode & OTHERS_MASK) === 0) return [ok(path)];
  return [wrong(`${path} holds credentials, and others may read it or change it (mode ${modeOf(stats)})`, `chmod 600 ${shellWord(path)}`)];
}

function mendOf({ kind, target, text }: SecretReference, site: Site): string {
  if (kind === 'env')
    return because(`read -rs ${target} && export ${target}`, 'reads it unseen; in the environment of Host Factory it must be set, too');
  const stats = statOrNothing(target);
  if (stats === undefined ? !isLink(target) : stats.isFile() && stats.size === 0)
    return because(`install -m 600 /dev/stdin ${shellWord(target)}`, 'then paste the secret, and press Ctrl-D');
  // Whatever else stands there stays as it is: the configuration names the wrong thing.
  if (stats === undefined || !stats.isFile() || stats.size > LARGEST_SECRET_BYTES)
    return edit(site.configurationFile ?? site.directory, `name the file of the secret instead of ${text}`);
  if (stats.uid === process.geteuid?.()) return `chmod 600 ${shellWord(target)}`;
  return `sudo chown "$(id -un)" ${shellWord(target)} && chmod 600 ${shellWord(target)}`;
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
