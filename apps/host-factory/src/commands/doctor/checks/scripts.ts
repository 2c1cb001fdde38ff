import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CALL_NAMES } from '@hostwright/host-factory-protocol';
import { readOwnFile } from '@hostwright/service/configuration';
import { renderScript } from '../../../scripts/script-text.js';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Place, placeCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { findScripts, type InstalledScripts } from '../look/installed-scripts.js';
import { isExecutable } from '../look/tool.js';

/** The scripts that Host Factory calls are all there, may be run, and are what this version writes. */
export const scripts = placeCheck('scripts', 'the scripts that Host Factory calls: executable, current', (place) => {
  const found = findScripts(place.site, place.context.environment);
  if (found.length === 0) return [ok('none was found where registries point, nor beside the configuration')];
  return found.flatMap((installed) => judge(installed, place));
});

function judge(installed: InstalledScripts, { context }: Place): readonly Answer[] {
  const { folder, facts } = installed;
  const files = CALL_NAMES.map((call) => ({ call, path: join(folder, `${call}.sh`) }));
  const missing = files.filter(({ path }) => !existsSync(path));
  if (missing.length > 0) return [wrong(`missing: ${missing.map(({ path }) => path).join(', ')}`, again(installed))];
  const closed = files.filter(({ path }) => !isExecutable(path)).map(({ path }) => path);
  if (closed.length > 0) return [wrong(`may not be run: ${closed.join(', ')}`, `chmod a+rx ${closed.map(shellWord).join(' ')}`)];
  const problems = [...movedProgram(installed), ...movedNode(installed)];
  if (problems.length > 0) return problems;
  const stale = files.some(({ call, path }) => readOwnFile(path).text !== renderScript({ ...facts, call }));
  if (stale) return [note(`those in ${folder} were written by another version, or changed by hand`, again(installed))];
  if (facts.programPath !== context.program.programPath)
    return [note(`those in ${folder} call ${facts.programPath}, not this program`, again(installed))];
  return [ok(`${folder} (${facts.dialect})`)];
}

function movedProgram(installed: InstalledScripts): readonly Answer[] {
  const { programPath } = installed.facts;
  return existsSync(programPath)
    ? []
    : [wrong(`those in ${installed.folder} call ${programPath}, which is not there: every call fails`, again(installed))];
}

function movedNode(installed: InstalledScripts): readonly Answer[] {
  const { nodePath } = installed.facts;
  return isExecutable(nodePath)
    ? []
    : [note(`those in ${installed.folder} run ${nodePath}, which is not there: they fall back on PATH`, again(installed))];
}

function again({ directory, facts }: InstalledScripts): string {
  const { dialect, configuration } = facts;
  const bound = configuration === undefined ? '' : ` --config ${shellWord(configuration.directory)}`;
  return `host-factory scripts install ${shellWord(directory)} --dialect ${dialect}${bound}`;
}
