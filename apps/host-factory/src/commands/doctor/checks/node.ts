import { dirname } from 'node:path';
import { shellWord } from '../../../scripts/shell-quote.js';
import { hostCheck } from '../check.js';
import { ok, note, type Answer } from '../finding.js';
import { askTool, findOnPath } from '../look/tool.js';
import { because } from '../mend.js';

/** Oldest major version that runs us. */
const OLDEST_NODE = 24;

/** Scripts take the Node they were installed with; when it is gone, the first one on PATH. */
export const node = hostCheck('node', 'the Node that runs, and the one that scripts fall back on', ({ context }) => {
  const { environment } = context;
  return [ok(`${process.version}, ${process.execPath}`), fallback(findOnPath('node', environment['PATH']), environment)];
});

function fallback(path: string | undefined, environment: Readonly<{ [name: string]: string | undefined }>): Answer {
  const mend = because(`export PATH=${shellWord(dirname(process.execPath))}:"$PATH"`, 'in the environment of Host Factory');
  if (path === undefined) return note('none is on PATH: scripts have nothing to fall back on when theirs is moved', mend);
  const version = askTool(path, ['--version'], environment)?.trim();
  if (version === undefined) return note(`${path}, on which scripts fall back when theirs is moved, cannot be run`, mend);
  const major = Number(/^v(\d+)\./.exec(version)?.[1] ?? 0);
  if (major >= OLDEST_NODE) return ok(`scripts fall back on ${path}, ${version}`);
  return note(`${path}, on which scripts fall back when theirs is moved, is ${version}: ${OLDEST_NODE} or newer is needed`, mend);
}
