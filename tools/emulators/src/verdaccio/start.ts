import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { configuredRegistry, freshNpmEnvironment } from '../npm/environment.js';
import { installOnce, type ToolPackage } from '../npm/install-once.js';
import { verdaccioConfiguration } from './configuration.js';
import { scopedNpmrc } from './npmrc.js';

/** Its dependency `verdaccio-audit` names node-fetch by a tag that mirrors of the registry need not have. */
const VERDACCIO: ToolPackage = {
  name: 'verdaccio',
  manifest: { private: true, dependencies: { verdaccio: '6.10.4' }, overrides: { 'node-fetch': '2.6.7' } },
};

/** A running npm registry. */
export interface Verdaccio {
  readonly url: string;
  /** For every npm that is to see it: the scopes come from here, all else from the registry that npm is set up for. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops it and forgets what was published. May be repeated. */
  stop(): Promise<void>;
}

/**
 * Starts an npm registry on the loopback address, empty. Installs Verdaccio when it is not in the user's cache folder. It ends with this
 * process, however that ends.
 *
 * @param options.scopes - whose packages are published to it and asked from it, for example `@hostwright`
 */
export async function startVerdaccio({ scopes }: { readonly scopes: readonly string[] }): Promise<Verdaccio> {
  const tool = await installOnce(VERDACCIO);
  const folder = await mkdtemp(join(tmpdir(), 'hostwright-registry-'));
  const configuration = join(folder, 'configuration.yaml');
  await writeFile(configuration, verdaccioConfiguration(folder));
  const child = spawn(process.execPath, [fileURLToPath(new URL('./serve.mjs', import.meta.url)), tool.folder, configuration], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
    await tool.dispose();
  };
  try {
    const url = `http://127.0.0.1:${await portOf(child)}/`;
    const npmrc = join(folder, 'npmrc');
    await writeFile(npmrc, scopedNpmrc({ url, scopes, registry: await configuredRegistry() }), { mode: 0o600 });
    return { url, environment: { ...freshNpmEnvironment(), npm_config_globalconfig: npmrc }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @throws what it said on stderr, when it ends without a port */
async function portOf(child: ChildProcess): Promise<number> {
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  if (child.stdout === null) throw new Error('the registry has no output');
  for await (const line of createInterface({ input: child.stdout })) return (JSON.parse(line) as { readonly port: number }).port;
  throw new Error(`the registry did not start: ${complaint}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  child.kill();
  await exit;
}
