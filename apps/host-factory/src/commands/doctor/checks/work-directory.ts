import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Place, placeCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { whyNotWritable } from '../look/blocked.js';
import { modeOf } from '../look/refusal.js';
import { hostFactory } from '../mend.js';

const OTHERS_MASK = 0o077;

/** There, ours, writable and private. */
export const workDirectory = placeCheck('work-directory', 'the folder of durable state: writable, private, one owner', (place) => {
  const path = place.site.workDirectory;
  const blocked = whyNotWritable(path, place.system);
  if (blocked !== undefined) return [wrong(`${path} cannot be written: ${blocked.reason}`, blocked.mend)];
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [ok(`${path} will be made by the first call`)];
  const problems = [...openToOthers(path, stats.mode), ...foreignFiles(path, stats.uid), ...asRoot(path, stats.uid, place)];
  return problems.length === 0 ? [ok(lstatSync(path).isSymbolicLink() ? `${path}, a link to ${realpathSync(path)}` : path)] : problems;
});

function openToOthers(path: string, mode: number): readonly Answer[] {
  if ((mode & OTHERS_MASK) === 0) return [];
  return [
    note(`others may look into ${path} or change it (mode ${modeOf({ mode })}); its owner alone needs to`, `chmod 700 ${shellWord(path)}`),
  ];
}

/** What root left behind after a command, for instance, cannot be written by the user that Host Factory runs as. */
function foreignFiles(path: string, owner: number): readonly Answer[] {
  const foreign = readdirSync(path).filter((name) => lstatSync(join(path, name), { throwIfNoEntry: false })?.uid !== owner);
  if (foreign.length === 0) return [];
  return [
    wrong(
      `${foreign.length} files in ${path} do not belong to its owner, user id ${owner}: ${foreign.slice(0, 3).join(', ')}`,
      `sudo chown -R ${owner} ${shellWord(path)}`,
    ),
  ];
}

/** What root makes here, the user that works here may not be able to change; and what that user may not do, root does not notice. */
function asRoot(path: string, owner: number, place: Place): readonly Answer[] {
  if (process.geteuid?.() !== 0 || owner === 0) return [];
  return [
    note(
      `${path} belongs to user id ${owner}, and this is root, whom permissions do not bind: what that user may not do does not show`,
      `sudo -u '#${owner}' ${hostFactory(place, 'doctor')}`,
    ),
  ];
}
