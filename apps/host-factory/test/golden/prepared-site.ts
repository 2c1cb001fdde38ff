import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, PROGRAM, runCommand } from '../../src/testing/command-line.js';
import { control } from '../e2e/harness/control.js';
import { until } from '../e2e/harness/until.js';
import type { RecordedIo } from '../../src/testing/recorded-io.js';

/** A request as commands print it. */
interface PrintedRequest {
  readonly requestId: string;
  readonly createdAt: string;
  readonly machines: readonly { readonly machineId: string; readonly name: string }[];
}

/** A deployment on a cloud of its own that has worked already. */
export interface PreparedSite {
  /** Removed at the end. Its path is of the same length everywhere, so that tables are cut in the same place. */
  readonly root: string;
  /** Its configuration folder. */
  readonly directory: string;
  /** One request whose machine runs. */
  readonly running: PrintedRequest;
  /** One request whose machine was given back. */
  readonly returned: PrintedRequest;
  readonly run: (words: readonly string[], io?: RecordedIo) => Promise<CommandResult>;
  readonly remove: () => void;
}

/** Works within the commands themselves, without a background process, and without the waits of a real cloud. */
const QUICK = `
plugins:
  directory: ../program
timing:
  busySweepIntervalMs: 100
  sweepIntervalMs: 1000
`;

/** What a site is prepared with. */
export interface SitePlan {
  /** Machines of the request that runs. @default 1 */
  readonly machines?: number;
  /** Machines that carry the deployment's tags and that no request explains. @default 0 */
  readonly orphans?: number;
}

/** Makes a deployment, and lets it work. */
export async function prepareSite({ machines = 1, orphans = 0 }: SitePlan = {}): Promise<PreparedSite> {
  const root = mkdtempSync('/tmp/hwe-');
  const directory = join(root, 'hostwright');
  makeProgramFolder(join(root, 'program'));
  const run = (words: readonly string[], io?: RecordedIo): Promise<CommandResult> => runCommand(words, siteEnvironment(root), io);
  await succeed(run, ['init', directory, '--provider', 'mock', '--non-interactive']);
  const file = join(directory, 'hostwright.yaml');
  const text = readFileSync(file, 'utf8').replace('agent: auto', 'agent: off');
  writeFileSync(file, text.replace(/^( +)cloudFile: .*$/m, '$&\n$1bootTimeMs: 50\n$1terminateTimeMs: 50') + QUICK);
  const running = await succeed(run, ['machines', 'request', 'small', String(machines), ...WAIT]);
  await addOrphans(join(directory, 'mock-cloud.db'), running.machines[0]?.machineId ?? '', orphans);
  const returned = await succeed(run, ['machines', 'request', 'medium', '1', ...WAIT]);
  await succeed(run, ['machines', 'return', returned.machines[0]?.machineId ?? '', ...WAIT]);
  return { root, directory, running, returned, run, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A folder of plugins whose own path is as long everywhere: a link would be told by the path that it leads to. */
function makeProgramFolder(folder: string): void {
  mkdirSync(folder);
  cpSync(join(PROGRAM.packageDirectory, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(PROGRAM.packageDirectory, 'node_modules'), join(folder, 'node_modules'));
}

/** What every command of a site finds in its environment. */
export function siteEnvironment(root: string): Readonly<{ [name: string]: string }> {
  return { HF_PROVIDER_CONFDIR: join(root, 'hostwright'), HOME: root, HOST_FACTORY_RUNTIME_DIR: join(root, 'run') };
}

/** They run before anybody looks, so that everybody sees the same. */
async function addOrphans(cloudFile: string, machineId: string, count: number): Promise<void> {
  control(cloudFile, (cloud) => {
    for (let index = 0; index < count; index += 1) cloud.copyMachine(machineId);
  });
  const allRun = (): boolean => control(cloudFile, (cloud) => cloud.machines().every(({ state }) => state !== 'pending'));
  await until(allRun, { what: 'orphans that run', intervalMs: 20 });
}

const WAIT = ['--wait', '--timeout', '240', '-o', 'json'] as const;

async function succeed(run: PreparedSite['run'], words: readonly string[]): Promise<PrintedRequest> {
  const { code, out, err } = await run(words);
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${out}${err}`);
  return out.startsWith('{') ? (JSON.parse(out) as PrintedRequest) : { requestId: '', createdAt: '', machines: [] };
}
