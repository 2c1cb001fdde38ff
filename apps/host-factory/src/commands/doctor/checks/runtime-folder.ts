import { existsSync, lstatSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { locateRuntimeFolder, RUNTIME_DIRECTORY_VARIABLE } from '@hostwright/service/agent';
import { networkFileSystemOf } from '@hostwright/store';
import { describeError } from '../../../cli/describe-error.js';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Place, workCheck } from '../check.js';
import { type Answer, ok, wrong } from '../finding.js';
import { nearest, whyNotWritable } from '../look/blocked.js';
import { modeOf } from '../look/refusal.js';
import { because } from '../mend.js';

const OTHERS_MASK = 0o077;
const ELSEWHERE = `export ${RUNTIME_DIRECTORY_VARIABLE}="$HOME/.hostwright"`;

/** The folder of the agent's socket and lock: on a local disk, and its owner's alone. */
export const runtimeFolder = workCheck('runtime-folder', "the folder of the agent's socket and lock", (place) => {
  const { workDirectory } = place.site;
  if (!existsSync(workDirectory)) return [ok('will be made together with the work directory')];
  try {
    const { folder } = locateRuntimeFolder({ workDirectory, environment: place.context.environment });
    const outer = judge(dirname(folder), place);
    const problems = outer.length === 0 ? judge(folder, place) : outer;
    return problems.length === 0 ? [ok(folder)] : problems;
  } catch (error) {
    return [wrong(describeError(error).text, ELSEWHERE)];
  }
});

function judge(path: string, { system }: Place): readonly Answer[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  const blocked = stats === undefined ? whyNotWritable(path, system) : undefined;
  if (blocked !== undefined) return [wrong(`${path} cannot be made: ${blocked.reason}`, blocked.mend)];
  return [...(stats === undefined ? [] : judgeOwner(path, stats)), ...judgeDisk(path, system)];
}

function judgeOwner(path: string, stats: Stats): readonly Answer[] {
  if (!stats.isDirectory())
    return [
      wrong(
        `${path} is no folder of its own, but a ${stats.isSymbolicLink() ? 'link' : 'file'}`,
        because(`mv ${shellWord(path)} ${shellWord(`${path}.old`)}`, 'a folder is made in its place'),
      ),
    ];
  if (stats.uid !== process.geteuid?.()) {
    return [
      wrong(
        `${path} belongs to user id ${stats.uid}, and could hand this user a socket of theirs`,
        because(ELSEWHERE, 'for every process that works on this deployment'),
      ),
    ];
  }
  if ((stats.mode & OTHERS_MASK) === 0) return [];
  return [
    wrong(`others may enter ${path}: its mode is ${modeOf(stats)} and must be 700, or no agent is started`, `chmod 700 ${shellWord(path)}`),
  ];
}

function judgeDisk(path: string, system: Place['system']): readonly Answer[] {
  const network = networkFileSystemOf(
    nearest(path),
    (place) => system.disk(place),
    () => system.mounts(),
  );
  if (network === undefined) return [];
  return [
    wrong(
      `${path} lies on ${network}, where sockets and locks do not work`,
      because(`export ${RUNTIME_DIRECTORY_VARIABLE}=/var/tmp/hostwright-"$(id -u)"`, 'a folder on a local disk'),
    ),
  ];
}
