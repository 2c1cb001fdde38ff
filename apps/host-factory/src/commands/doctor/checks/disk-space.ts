import { realpathSync } from 'node:fs';
import { shellWord } from '../../../scripts/shell-quote.js';
import { workCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { nearest } from '../look/blocked.js';
import { mountOf } from '../look/mount.js';
import type { System } from '../look/system.js';
import { because } from '../mend.js';

const MIB = 1024 * 1024;
/** Below this a store cannot be trusted to take the next request. */
const TOO_LITTLE = 16 * MIB;
const LITTLE = 256 * MIB;
const FEW_FILES = 1_000;
const NO_FILES = 20;

/** Room for the store and the logs: bytes and files. */
export const diskSpace = workCheck('disk-space', 'free space and free inodes under work and log directory', ({ site, system }) => {
  const folders = [...new Set([site.workDirectory, site.logDirectory].map((path) => realpathSync(nearest(path))))];
  const points = new Map(folders.map((folder) => [mountOf(folder, system.mounts())?.point ?? folder, folder]));
  return [...points].flatMap(([point, folder]) => judge(point, folder, system));
});

function judge(point: string, folder: string, system: System): readonly Answer[] {
  const { bavail, bsize, files, ffree } = system.disk(folder);
  const free = bavail * bsize;
  const space = `${Math.floor(free / MIB)} MiB free on ${point}`;
  const makeRoom = because(`du -xh ${shellWord(folder)} | sort -h | tail`, `shows what fills it; free some space on ${point}`);
  const answers: Answer[] = [];
  if (free < TOO_LITTLE) answers.push(wrong(`${space}: requests will be refused`, makeRoom));
  else if (free < LITTLE) answers.push(note(`only ${space}`, makeRoom));
  // Some file systems make inodes as they need them, and say 0.
  if (files > 0 && ffree < FEW_FILES) {
    const tell = ffree < NO_FILES ? wrong : note;
    answers.push(
      tell(
        `${ffree} inodes are free on ${point}, whatever space there is`,
        because(`du --inodes -x ${shellWord(point)} | sort -n | tail`, 'shows where many small files lie'),
      ),
    );
  }
  return answers.length === 0 ? [ok(space)] : answers;
}
