import { readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { RECORD_FILE_NAME } from '@hostwright/service/configuration';
import { findSecrets } from '@hostwright/service/support';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Place, placeCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { whyNotWritable } from '../look/blocked.js';
import { modeOf } from '../look/refusal.js';
import type { System } from '../look/system.js';
import { whyNotReadable } from '../look/unreadable.js';
import { because } from '../mend.js';

const OTHERS_MAY_WRITE = 0o002;
const OTHERS_MAY_READ = 0o044;
const ROOT = 0;
const CONFIGURATION = /\.(?:ya?ml|json)$/;
/** A folder with more files than that is no configuration folder. */
const MAX_FILES = 1_000;

/** Who may read and change the configuration folder. */
export const permissions = placeCheck('permissions', 'owners and modes of the configuration folder and its files', async (place) => {
  const { directory } = place.site;
  const closed = unreadable(directory, place.system);
  if (closed.length > 0) return closed;
  const files = readdirSync(directory)
    .filter((name) => CONFIGURATION.test(name))
    .slice(0, MAX_FILES)
    .map((name) => join(directory, name));
  const problems = [
    ...[directory, ...files].flatMap((path) => judge(path, place.system)),
    ...(await openSecrets(place)),
    ...unwritable(place),
  ];
  return problems.length === 0 ? [ok(`${directory} and ${files.length} files`)] : problems;
});

function judge(path: string, system: System): readonly Answer[] {
  const stats = statOrNothing(path);
  if (stats === undefined) return [wrong(`${path} is a link to a file that does not exist, or in a circle`, `rm ${shellWord(path)}`)];
  return [...changeable(path, stats), ...unreadable(path, system), ...strange(path, stats)];
}

function changeable(path: string, stats: Stats): readonly Answer[] {
  if ((stats.mode & OTHERS_MAY_WRITE) === 0) return [];
  return [wrong(`everybody may change ${path} (mode ${modeOf(stats)})`, `chmod o-w ${shellWord(path)}`)];
}

function unreadable(path: string, system: System): readonly Answer[] {
  const blocked = whyNotReadable(path, system);
  return blocked === undefined ? [] : [wrong(`${path} may not be read: ${blocked.reason}`, blocked.mend)];
}

/** A file of another user's, who is neither root nor the one that runs this, can be changed by that user at any time. */
function strange(path: string, { uid }: Stats): readonly Answer[] {
  const me = process.geteuid?.() ?? ROOT;
  if (uid === ROOT || uid === me || me === ROOT) return [];
  return [note(`${path} belongs to user id ${uid}, who can change what this user runs`, `sudo chown "$(id -un)" ${shellWord(path)}`)];
}

/** A secret in a file must be hidden from others; a reference to one need not be. */
async function openSecrets({ site, context }: Place): Promise<readonly Answer[]> {
  const { literals } = await findSecrets(site, { environment: context.environment });
  return [...new Set(literals.map(({ file }) => file))].flatMap((file) => {
    const stats = statOrNothing(file);
    if (stats === undefined || (stats.mode & OTHERS_MAY_READ) === 0) return [];
    const keys = literals.filter((literal) => literal.file === file).map(({ key }) => key);
    return [
      wrong(`${file} holds secrets (${keys.join(', ')}) and may be read by others (mode ${modeOf(stats)})`, `chmod 600 ${shellWord(file)}`),
    ];
  });
}

/** A lost store can only be told from a new one when the configuration folder knows the deployment, too. */
function unwritable({ site, configuration, system }: Place): readonly Answer[] {
  if (configuration === undefined || configuration.deploymentId !== undefined) return [];
  const record = join(site.directory, RECORD_FILE_NAME);
  return [
    note(
      `${record} cannot be written, so that only the store knows the deployment: a lost store could not be told from a new one`,
      mendFolder(site.directory, system),
    ),
  ];
}

/** The folder alone changes hands: who owns the files in it keeps them. */
function mendFolder(directory: string, system: System): string {
  const blocked = whyNotWritable(directory, system);
  if (blocked === undefined) return because(`df -h ${shellWord(directory)}`, 'free space there');
  return blocked.owner === undefined ? blocked.mend : `sudo chown "$(id -un)" ${shellWord(directory)}`;
}

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
