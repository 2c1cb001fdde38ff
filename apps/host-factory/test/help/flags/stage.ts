import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CommandError } from '../../../src/cli/command-error.js';
import { runCommandLine } from '../../../src/cli/run-program.js';
import { type CommandResult, PROGRAM } from '../../../src/testing/command-line.js';
import { type RecordedIo, recordIo } from '../../../src/testing/recorded-io.js';
import { endProcessesOf } from '../../e2e/harness/processes.js';
import { until } from '../../e2e/harness/until.js';
import { type PreparedSite, prepareSite, siteEnvironment, type SitePlan } from '../../golden/prepared-site.js';

/** How one flag of one command is seen to do something. */
type Observe = (stage: Stage) => Promise<void>;

/** Ways to see it, by command and flag: `machines list --all`. */
export type Observations = Readonly<{ [commandAndFlag: string]: Observe }>;

/** Sites in which flags are tried. */
export class Stage {
  readonly #sites: PreparedSite[] = [];
  readonly #folders: string[] = [];
  #usual: Promise<PreparedSite> | undefined;

  /** One that nothing may change: two machines run, one was given back, two belong to nobody. */
  usual(): Promise<PreparedSite> {
    return (this.#usual ??= this.fresh({ machines: 2, orphans: 2 }));
  }

  /** One of its own. */
  async fresh(plan: SitePlan = {}): Promise<PreparedSite> {
    const site = await prepareSite(plan);
    this.#sites.push(site);
    return site;
  }

  /** An empty folder. */
  folder(): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hwe-')));
    this.#folders.push(folder);
    return folder;
  }

  /** Removes all of it. */
  async clear(): Promise<void> {
    for (const { root, remove } of this.#sites) {
      await endProcessesOf(root);
      remove();
    }
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Changes a text in the configuration of a site. */
export function edit({ directory }: PreparedSite, from: string | RegExp, to: string): void {
  const file = join(directory, 'hostwright.yaml');
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
}

/** Runs a command line that must succeed, and answers what it printed. */
export async function printed(site: PreparedSite, line: string, io: RecordedIo = recordIo()): Promise<string> {
  const result = await site.run(line.split(' '), io);
  expect({ line, ...result }).toMatchObject({ line, code: 0 });
  return result.out;
}

/** The same, as data. */
export async function data<Value>(site: PreparedSite, line: string): Promise<Value> {
  return JSON.parse(await printed(site, `${line} -o json`)) as Value;
}

/** The ids that a list prints. */
export async function ids(site: PreparedSite, line: string): Promise<readonly string[]> {
  const out = await printed(site, `${line} --quiet`);
  return out
    .split('\n')
    .filter((id) => id !== '')
    .toSorted();
}

/** The request in a command's result as JSON. */
export interface RequestResult {
  readonly requestId: string;
  readonly state: string;
}

/** Runs a command that would go on for ever, until it has shown something, and interrupts it. */
export async function watched(site: PreparedSite, line: string): Promise<CommandResult> {
  const io = recordIo();
  const interruption = new AbortController();
  const environment = { PATH: process.env['PATH'], ...siteEnvironment(site.root) };
  let isOver = false;
  const ended = runCommandLine(line.split(' '), { io, environment, program: PROGRAM, interruption: interruption.signal }).finally(
    () => (isOver = true),
  );
  await until(() => io.outText() !== '' || isOver, { what: `something of ${line}`, intervalMs: 20 });
  expect({ line, isOver, err: io.errText() }).toMatchObject({ line, isOver: false });
  interruption.abort(new CommandError('interrupted', 'Interrupted.'));
  return { code: await ended, out: io.outText(), err: io.errText(), json: () => undefined };
}

/** A file with templates in a folder. */
export function templateFile(folder: string, name: string, templates: readonly object[]): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ templates }));
  return path;
}
