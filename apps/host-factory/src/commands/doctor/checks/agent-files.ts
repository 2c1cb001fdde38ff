import { existsSync, readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { findAgent, locateRuntimeFolder, POINTER_NAME, readPointer, SOCKET_POINTER_NAME } from '@hostwright/service/agent';
import { readOwnFile } from '@hostwright/service/configuration';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Place, workCheck } from '../check.js';
import { type Answer, note, ok } from '../finding.js';
import { stateOf } from '../look/process.js';
import { because } from '../mend.js';

/** A file that somebody is writing right now is given this long. */
const WRITING_MS = 60_000;

/** What an agent that was killed left behind. None of it keeps the next one from working. */
export const agentFiles = workCheck('agent-files', 'what agents that were killed left behind', async (place) => {
  const { workDirectory } = place.site;
  if (!existsSync(workDirectory)) return [ok('none')];
  const answers = [...pointers(place), ...drafts(place), ...(await deadSocket(place))];
  return answers.length === 0 ? [ok('none')] : answers;
});

function pointers({ site }: Place): readonly Answer[] {
  const files = [POINTER_NAME, SOCKET_POINTER_NAME].map((name) => join(site.workDirectory, name)).filter((path) => existsSync(path));
  if (files.length === 0) return [];
  const remove = `rm -f ${files.map(shellWord).join(' ')}`;
  const pointer = readPointer(site.workDirectory);
  if (pointer === undefined) return [note(`${files.join(' and ')} cannot be read as an agent's`, remove)];
  if (pointer.host !== hostname()) {
    return [
      note(
        `${POINTER_NAME} speaks of an agent on ${pointer.host}, not on this host`,
        because(remove, 'when that host does not work here any more'),
      ),
    ];
  }
  return stateOf(pointer.pid) === 'gone'
    ? [note(`${POINTER_NAME} speaks of process ${pointer.pid}, which is gone: it was killed`, remove)]
    : [];
}

/** A pointer is written whole, under a name of its own first. */
function drafts({ site, context }: Place): readonly Answer[] {
  const left = readdirSync(site.workDirectory)
    .filter((name) => /^agent\.(?:json|sock\.path)\.\d+$/.test(name))
    .map((name) => join(site.workDirectory, name))
    .filter((path) => context.clock.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > WRITING_MS);
  return left.length === 0
    ? []
    : [note(`half-written files of agents that were killed: ${left.join(', ')}`, `rm -f ${left.map(shellWord).join(' ')}`)];
}

async function deadSocket({ site, context }: Place): Promise<readonly Answer[]> {
  const { environment } = context;
  const { socketPath } = locateRuntimeFolder({ workDirectory: site.workDirectory, environment });
  const elsewhere = otherSocket(site.workDirectory, socketPath);
  if (!existsSync(socketPath)) return elsewhere;
  const { kind } = await findAgent({ site, environment });
  return kind === 'absent' ? [note(`nobody listens on ${socketPath}`, `rm -f ${shellWord(socketPath)}`), ...elsewhere] : elsewhere;
}

/** Scripts go by this file, wherever the program would look. */
function otherSocket(workDirectory: string, socketPath: string): readonly Answer[] {
  const path = join(workDirectory, SOCKET_POINTER_NAME);
  const named = readPointer(workDirectory) === undefined ? undefined : readText(path).trim();
  if (named === undefined || named === '' || named === socketPath || !existsSync(named)) return [];
  return [
    note(
      `an agent listens on ${named}, and this user's environment says ${socketPath}`,
      because('echo "$HOST_FACTORY_RUNTIME_DIR"', 'must be the same for everyone who works here'),
    ),
  ];
}

function readText(path: string): string {
  try {
    return readOwnFile(path).text;
  } catch {
    return '';
  }
}
