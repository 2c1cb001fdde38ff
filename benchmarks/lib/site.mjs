import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What users run. */
export const PROGRAM = join(ROOT, 'apps/host-factory/dist/bin.js');

/**
 * A cloud that is not the mock's: who provides it, the folder of the plugin, and what its processes need in their environment.
 *
 * @typedef {{ provider: string, plugin: string, environment: Readonly<Record<string, string>> }} OtherCloud
 */

/**
 * A deployment of its own, in Symphony's surroundings.
 *
 * @typedef {ReturnType<typeof makeSite>} Site
 * @param {{ templates: readonly object[], agent: 'auto' | 'off', timing?: object, settings?: object, cloud?: OtherCloud }} plan
 */
export function makeSite({ templates, agent, timing = {}, settings = {}, cloud }) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hwb-')));
  const [configuration, work, log, scripts] = ['conf', 'work', 'log', 'scripts'].map((name) => join(root, name));
  for (const folder of [configuration, work, log, scripts]) mkdirSync(folder);
  const cloudFile = join(configuration, 'mock-cloud.db');
  const own = cloud === undefined ? { cloudFile, bootTimeMs: 0, terminateTimeMs: 0 } : {};
  const connection = { name: 'cloud', provider: cloud?.provider ?? 'mock', settings: { ...own, ...settings } };
  const plugins = cloud === undefined ? {} : { plugins: { directory: installPlugin(join(root, 'plugins'), cloud.plugin) } };
  const templateFile = join(configuration, 'bench-templates.json');
  writeFileSync(templateFile, JSON.stringify({ templates }));
  writeFileSync(
    join(configuration, 'hostwright.json'),
    JSON.stringify({ version: 1, agent, connections: [connection], timing, ...plugins }),
  );
  const environment = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: root,
    HOST_FACTORY_RUNTIME_DIR: join(root, 'run'),
    HF_PROVIDER_NAME: 'bench',
    HF_PROVIDER_CONFDIR: configuration,
    HF_PROVIDER_WORKDIR: work,
    HF_PROVIDER_LOGDIR: log,
    ...cloud?.environment,
  };
  const run = (/** @type {readonly string[]} */ words) => {
    const result = spawnSync(process.execPath, [PROGRAM, ...words], { env: environment, encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`host-factory ${words.join(' ')} failed: ${result.stdout}${result.stderr}`);
    return result.stdout;
  };
  run(['scripts', 'install', scripts, '--dialect', 'symphony']);
  let inputs = 0;
  return {
    root,
    environment,
    cloudFile,
    work,
    run,
    script: (/** @type {string} */ name) => join(scripts, `${name}.sh`),
    /** An input file as Host Factory writes it. */
    input(/** @type {object} */ value) {
      const file = join(root, `hf_in_${(inputs += 1)}`);
      writeFileSync(file, JSON.stringify(value, undefined, '\t'));
      return file;
    },
    /** Process id of the agent that runs; undefined when none does. */
    agentPid() {
      try {
        const { pid } = JSON.parse(readFileSync(join(work, 'agent.json'), 'utf8'));
        process.kill(pid, 0);
        return /** @type {number} */ (pid);
      } catch {
        return undefined;
      }
    },
    async endAgent() {
      for (let pid = this.agentPid(); pid !== undefined; pid = this.agentPid()) {
        kill(pid);
        await sleep(10);
      }
    },
    /** Moves the store's log into its file. Nobody may use the store. */
    checkpoint() {
      const database = new DatabaseSync(join(work, 'hostwright.db'));
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
    },
    /** Keeps the site as it is now, for {@link restore}. */
    keep() {
      for (const folder of [work, configuration]) cpSync(folder, `${folder}.kept`, { recursive: true, preserveTimestamps: true });
    },
    /**
     * Puts the work directory and the cloud back as they were kept. The files of the configuration stay untouched: they are watched. No
     * socket is left of a killed agent, as none is left of one that ended in good order.
     */
    restore() {
      rmSync(environment.HOST_FACTORY_RUNTIME_DIR, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      rmSync(work, { recursive: true, force: true });
      cpSync(`${work}.kept`, work, { recursive: true, preserveTimestamps: true });
      for (const suffix of ['', '-wal', '-shm']) {
        rmSync(`${cloudFile}${suffix}`, { force: true });
        const kept = join(`${configuration}.kept`, `mock-cloud.db${suffix}`);
        if (existsSync(kept)) cpSync(kept, `${cloudFile}${suffix}`);
      }
    },
    async dispose() {
      await this.endAgent();
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** A project that names one plugin, which lies elsewhere. Answers its folder. @param {string} folder @param {string} plugin */
function installPlugin(folder, plugin) {
  const { name } = JSON.parse(readFileSync(join(plugin, 'package.json'), 'utf8'));
  const link = join(folder, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(plugin, link);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: '*' } }));
  return folder;
}

/** It may have ended by itself just now. @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** Polls until a request has ended. @param {Site} site @param {string} requestId */
export async function waitForEnd(site, requestId) {
  const file = site.input({ requests: [{ requestId }] });
  const deadline = performance.now() + 120_000;
  while (performance.now() < deadline) {
    const [request] = JSON.parse(site.run(['getRequestStatus', '-f', file])).requests;
    if (request.status !== 'running') return request;
    await sleep(100);
  }
  throw new Error(`${requestId} did not end`);
}

/** CPU that a running process has used, in milliseconds, to the hundredth of a second. @param {number} pid */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
