/**
 * Sets the clone up when needed, then runs the command given: `node tools/bootstrap.mjs vitest run`.
 *
 * Needs Node 18 and npm, nothing else: the packages bring pnpm and the Node that the product runs on. An install is needed when the
 * workspace's package files differ from those of the last complete install (a stamp in node_modules).
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkCli } from './link-cli.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.hostwright-install');
const MINIMUM_NODE = 24;
const windows = process.platform === 'win32';

/** Every package.json of the workspace decides what an install does, so all of them are in the stamp. */
function packageFiles() {
  const folders = ['packages', 'plugins', 'apps', 'tools'].flatMap((parent) =>
    existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => join(parent, name)) : [],
  );
  return ['.', 'benchmarks', ...folders]
    .map((folder) => join(folder, 'package.json'))
    .filter((file) => existsSync(join(root, file)))
    .sort();
}

function wantedStamp() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-workspace.yaml', 'pnpm-lock.yaml', ...packageFiles()]) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function isInstalled(stamp) {
  return existsSync(stampFile) && statSync(stampFile).isFile() && readFileSync(stampFile, 'utf8') === stamp;
}

function install(stamp) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  process.stderr.write(`Installing packages with ${manifest.packageManager} (first run, or package files changed) ...\n`);
  rmSync(stampFile, { force: true });
  const result = spawnSync('npx', ['--yes', manifest.packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    env: { ...process.env, CI: 'true' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: windows,
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}\n`);
    process.stderr.write('The installation failed; the lines above say why. It can be run again.\n');
    process.stderr.write(`After a change of dependencies, first bring the lockfile up to date: npx ${manifest.packageManager} install\n`);
    process.exit(result.status ?? 1);
  }
  writeFileSync(stampFile, stamp);
}

/** The packages' commands come first on PATH, `node` among them. */
function environment() {
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return {
    ...process.env,
    [pathName]: `${join(modules, '.bin')}${delimiter}${process.env[pathName] ?? ''}`,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  };
}

function checkNode(env) {
  const version = spawnSync('node', ['--version'], { env, encoding: 'utf8', shell: windows }).stdout?.trim() ?? '';
  if (Number(/^v(\d+)/.exec(version)?.[1] ?? 0) >= MINIMUM_NODE) return;
  process.stderr.write(`Hostwright needs Node ${MINIMUM_NODE} or newer; found ${version || 'none'}.\n`);
  process.stderr.write(
    `The npm package "node" brought none for ${process.platform}-${process.arch}: install Node ${MINIMUM_NODE} and run this again.\n`,
  );
  process.exit(1);
}

function run(command, args, env) {
  const child = spawn(command, args, { cwd: process.cwd(), env, stdio: 'inherit', shell: windows });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(127);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const stamp = wantedStamp();
if (!isInstalled(stamp)) install(stamp);
linkCli();
const env = environment();
checkNode(env);
const [command, ...args] = process.argv.slice(2);
if (command !== undefined) run(command, args, env);
