import { statSync } from 'node:fs';
import { delimiter, isAbsolute } from 'node:path';
import { shellQuote, shellWord } from '../../../scripts/shell-quote.js';
import { hostCheck } from '../check.js';
import { type Answer, ok, note, wrong } from '../finding.js';
import { because } from '../mend.js';

const OTHERS_MAY_WRITE = 0o002;
/** In a folder with the sticky bit others cannot replace what is not theirs. */
const STICKY = 0o1000;
const USUAL = '/usr/local/bin:/usr/bin:/bin';

/** Scripts run what PATH names first. */
export const path = hostCheck('path', 'the folders in which scripts look for curl and node', ({ context }) => {
  const stated = context.environment['PATH'] ?? '';
  if (stated === '')
    return [wrong('PATH is not set: scripts find no program', because(`export PATH=${USUAL}`, 'in the environment of Host Factory'))];
  const folders = stated.split(delimiter);
  const relative = folders.filter((folder) => !isAbsolute(folder));
  const problems: Answer[] = folders
    .filter(isOpenToOthers)
    .map((folder) => wrong(`everybody may put programs into ${folder}`, `sudo chmod o-w ${shellWord(folder)}`));
  if (relative.length > 0) {
    const kept = folders.filter((folder) => isAbsolute(folder)).join(delimiter);
    const names = relative.map((folder) => (folder === '' ? 'an empty one' : folder)).join(', ');
    problems.push(
      note(`some folders depend on where a script is started: ${names}`, `export PATH=${shellQuote(kept === '' ? USUAL : kept)}`),
    );
  }
  return problems.length === 0 ? [ok(stated)] : problems;
});

function isOpenToOthers(folder: string): boolean {
  try {
    const { mode } = statSync(folder);
    return (mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0;
  } catch {
    return false;
  }
}
