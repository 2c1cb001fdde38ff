import { hostCheck } from '../check.js';
import { ok, note } from '../finding.js';
import { askTool, findOnPath } from '../look/tool.js';

/** What installs a package, by the program that a system has for it. */
const INSTALLERS = [
  ['apt-get', 'sudo apt-get install -y curl'],
  ['dnf', 'sudo dnf install -y curl'],
  ['yum', 'sudo yum install -y curl'],
  ['zypper', 'sudo zypper --non-interactive install curl'],
  ['apk', 'sudo apk add curl'],
  ['brew', 'brew install curl'],
] as const;

const CONSEQUENCE = 'each call of Host Factory starts Node, also while an agent runs';

/** With a curl that knows Unix sockets, scripts ask a running agent without a Node of their own. */
export const curl = hostCheck('curl', 'curl, by which scripts reach a running agent', ({ context: { environment } }) => {
  const path = findOnPath('curl', environment['PATH']);
  const mend = INSTALLERS.find(([program]) => findOnPath(program, environment['PATH']) !== undefined)?.[1] ?? INSTALLERS[0][1];
  if (path === undefined) return [note(`not found on PATH: ${CONSEQUENCE}`, mend)];
  const about = askTool(path, ['-q', '--version'], environment);
  if (about === undefined) return [note(`${path} cannot be run: ${CONSEQUENCE}`, mend)];
  // Source: curl.se/docs/manpage.html, --version, features; --unix-socket came with 7.40.
  if (!/^Features:.*\bUnixSockets\b/m.test(about)) return [note(`${path} knows no Unix sockets (before 7.40): ${CONSEQUENCE}`, mend)];
  return [ok(`${path}, ${/^curl (\S+)/.exec(about)?.[1] ?? 'unknown version'}`)];
});
