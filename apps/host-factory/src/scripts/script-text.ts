import type { CallName, Dialect } from '@hostwright/host-factory-protocol';
import { folderLines } from './script-folders.js';
import { shellQuote } from './shell-quote.js';

/** What is written into a script when it is made. */
export interface ScriptFacts {
  /** The Host Factory call, for example `requestMachines`. */
  readonly call: CallName;
  readonly dialect: Dialect;
  /** Absolute path of the CLI's program file; HOST_FACTORY_BIN overrides it. */
  readonly programPath: string;
  /** Absolute path of a Node that runs it; `node` on PATH is taken when it is not there any more. */
  readonly nodePath: string;
  /** Given when the scripts do not go by the caller's environment alone. */
  readonly configuration: ScriptConfiguration | undefined;
}

/** The configuration that scripts are bound to. */
export interface ScriptConfiguration {
  readonly directory: string;
  /** Work directory that belongs to it when the environment names none for it. */
  readonly workDirectory: string;
}

/** How a script of ours is told from others. */
export const SCRIPT_MARK = '# Written by "host-factory scripts install"';

/** Longest time for an answer over the socket, in seconds: a little more than the agent itself waits. */
const SOCKET_SECONDS = 6;
/** LSF's requestMachines waits for the first launch. */
const LSF_REQUEST_SOCKET_SECONDS = 24;

/** The text of one script: POSIX sh, coreutils and Node; curl where there is one. */
export function renderScript(facts: ScriptFacts): string {
  return `#!/bin/sh
# Host Factory provider script ${facts.call} (${facts.dialect}).
${SCRIPT_MARK}; run that again after host-factory or Node was moved.
# Usage: ${facts.call}.sh -f INPUT.json. Prints one JSON document; ends with 0, or with 1 when the call was refused.
umask 077
program=\${HOST_FACTORY_BIN:-${shellQuote(facts.programPath)}}
node=${shellQuote(facts.nodePath)}
input=\${2:-}
${folderLines(facts.dialect, facts.configuration)}

# One id for this call on every path it takes: a lost answer followed by a second try is one request.
call_id=
{ IFS= read -r call_id < /proc/sys/kernel/random/uuid; } 2>/dev/null || :
[ -n "$call_id" ] || call_id=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')

# A running agent answers over its socket without a Node of our own. Whatever goes wrong here, the direct way below is next.
socket=
# A pipe in its place would be waited for.
[ -z "$work" ] || [ ! -f "$work/agent.sock.path" ] || { IFS= read -r socket < "$work/agent.sock.path"; } 2>/dev/null || :
if [ "\${1:-}" = -f ] && [ -S "$socket" ] && [ -f "$input" ] && [ -r "$input" ] && command -v curl >/dev/null 2>&1; then
  reply=$(curl -q -s --noproxy '*' --unix-socket "$socket" --connect-timeout 2 --max-time ${socketSeconds(facts)} \\
    -H 'Expect:' -H "X-Call-Id: $call_id" -H 'X-Dialect: ${facts.dialect}' -H "X-Configuration: $configuration" \\
    --data-binary "@$input" -w '\\n%{http_code}' http://agent/v1/hf/${facts.call} 2>/dev/null) || reply=
  case $reply in
    *'
200') printf '%s\\n' "\${reply%????}" 2>/dev/null || exit 1; exit 0 ;;
    *'
422') printf '%s\\n' "\${reply%????}"; exit 1 ;;
  esac
fi

refuse() {
  printf '{${refusalStatus(facts.dialect)}"message":"%s"}\\n' "$1"
  exit 1
}
[ -x "$node" ] || node=$(command -v node) || refuse 'Node 24 or newer was not found. Put node on PATH, or run host-factory scripts install again.'
[ -f "$program" ] && [ -r "$program" ] || refuse 'The host-factory program was not found. Set HOST_FACTORY_BIN, or run host-factory scripts install again.'
first_line=
{ IFS= read -r first_line < "$program"; } 2>/dev/null || :
case $first_line in
  '#!'*node*) set -- "$node" "$program" ${facts.call} "$@" ;;
  '#!'*) [ -x "$program" ] || refuse 'HOST_FACTORY_BIN may not be executed. Make it executable, or name the program file bin.js.'
    set -- "$program" ${facts.call} "$@" ;;
  ?ELF*) [ -x "$program" ] || refuse 'HOST_FACTORY_BIN may not be executed. Make it executable, or name the program file bin.js.'
    set -- "$program" ${facts.call} "$@" ;;
  *) refuse 'HOST_FACTORY_BIN names no program. Name the host-factory command or its program file bin.js.' ;;
esac
exec "$@" --call-id "$call_id" --dialect ${facts.dialect}${configurationArgument(facts)}
`;
}

function configurationArgument({ configuration }: ScriptFacts): string {
  return configuration === undefined ? '' : ` --config ${shellQuote(configuration.directory)}`;
}

function socketSeconds(facts: ScriptFacts): number {
  const waits = facts.dialect === 'lsf' && facts.call === 'requestMachines';
  return waits ? LSF_REQUEST_SOCKET_SECONDS : SOCKET_SECONDS;
}

/** LSF is told whether asking again can help. */
function refusalStatus(dialect: Dialect): string {
  return dialect === 'lsf' ? '"status":"warning",' : '';
}
