import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createQueries, type ConnectionState } from '@hostwright/core';
import { age } from '../../../cli/format.js';
import { type Host, hostCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { because } from '../mend.js';

/** Signed calls are refused beyond some minutes; 5 is the strictest that clouds document. */
const CLOUD_LIMIT_MS = 5 * 60_000;
const CLOUD_NOTE_MS = 30_000;
/** Writing a file and reading its time takes a moment, and file systems round. */
const FILE_NOTE_MS = 5_000;
const JUMP_MS = 5_000;
const SYNCHRONISE = 'sudo chronyc makestep || sudo systemctl restart systemd-timesyncd';

/** This host's clock against every other that is at hand; no cloud is asked. */
export const clock = hostCheck('clock', "this host's clock: against files, clouds and itself", async (host) => {
  const problems = [...timeZone(host), ...jumps(host), ...fileTimes(host), ...(await clouds(host))];
  return problems.length === 0 ? [ok(new Date(host.context.clock.now()).toISOString())] : problems;
});

function timeZone({ context }: Host): readonly Answer[] {
  const zone = (context.environment['TZ'] ?? '').replace(/^:/, '');
  // POSIX rules, as in EST5EDT, are none of the names below, and are understood all the same.
  if (zone === '' || /^[A-Za-z]{3,}[-+]?\d/.test(zone) || isKnownZone(zone)) return [];
  return [note(`TZ is "${zone}", which is no time zone: times in other programs' logs are in UTC`, 'unset TZ')];
}

function isKnownZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The wall clock since this process started, against the clock that is never set. */
function jumps({ context }: Host): readonly Answer[] {
  const jumpMs = context.clock.now() - (performance.timeOrigin + performance.now());
  if (Math.abs(jumpMs) < JUMP_MS) return [];
  return [
    note(
      `the clock jumped by ${Math.round(jumpMs / 1000)} s since this command started`,
      because('timedatectl timesync-status', 'shows who sets it'),
    ),
  ];
}

/** On a network file system the file server's clock is meant. */
function fileTimes({ context, site }: Host): readonly Answer[] {
  if (site === undefined || !existsSync(site.workDirectory)) return [];
  const fileMs = touch(site.workDirectory);
  const offMs = fileMs === undefined ? 0 : fileMs - context.clock.now();
  if (Math.abs(offMs) < FILE_NOTE_MS) return [];
  return [
    note(`the file system's clock under ${site.workDirectory} is ${tellOffset(offMs)}`, because(SYNCHRONISE, 'here or on the file server')),
  ];
}

/** Undefined where nothing can be written: another check tells why. */
function touch(folder: string): number | undefined {
  try {
    const own = mkdtempSync(join(folder, '.doctor-'));
    try {
      const file = join(own, 'time');
      writeFileSync(file, '');
      return statSync(file).mtimeMs;
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  } catch {
    return undefined;
  }
}

async function clouds({ context, configuration, store }: Host): Promise<readonly Answer[]> {
  const opened = await store();
  if (opened === undefined || configuration === undefined) return [];
  const views = await createQueries({ store: opened, templates: configuration.templates, timing: configuration.timing }).connections();
  return views.flatMap(({ state }) => [...judgeCloud(state), ...judgePast(state, context.clock.now())]);
}

/** Both times were noted when the last sweep ended; a failed one notes no time of the cloud. */
function judgeCloud({ connection, providerTimeMs, lastSweep }: ConnectionState): readonly Answer[] {
  if (providerTimeMs === undefined || lastSweep === undefined || lastSweep.outcome === 'failed') return [];
  const offMs = providerTimeMs - lastSweep.endedAtMs;
  if (Math.abs(offMs) < CLOUD_NOTE_MS) return [];
  const message = `the clock of ${connection}'s cloud was ${tellOffset(offMs)} at the last sweep`;
  if (Math.abs(offMs) < CLOUD_LIMIT_MS) return [note(message, SYNCHRONISE)];
  return [wrong(`${message}: clouds refuse signed calls beyond some minutes`, SYNCHRONISE)];
}

/** What happened cannot lie ahead: then this clock was set back. */
function judgePast({ connection, lastSweep }: ConnectionState, nowMs: number): readonly Answer[] {
  if (lastSweep === undefined || lastSweep.endedAtMs <= nowMs + JUMP_MS) return [];
  return [
    wrong(
      `the last sweep of ${connection} ended in the future, in ${age(nowMs, lastSweep.endedAtMs)}: this clock was set back`,
      SYNCHRONISE,
    ),
  ];
}

function tellOffset(offMs: number): string {
  return `${age(0, Math.abs(offMs))} ${offMs > 0 ? 'ahead of' : 'behind'} this host's`;
}
