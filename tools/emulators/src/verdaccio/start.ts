import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configuredRegistry, freshNpmEnvironment } from '../npm/environment.js';
import { installOnce, type ToolPackage } from '../npm/install-once.js';
import { startServerProcess, type ServerProcess } from '../server-process/server-process.js';
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
  let server: ServerProcess | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
    await tool.dispose();
  };
  try {
    server = await startServerProcess({
      what: 'the registry',
      command: process.execPath,
      words: [fileURLToPath(new URL('./serve.mjs', import.meta.url)), tool.folder, configuration],
    });
    const url = `http://127.0.0.1:${server.port}/`;
    const npmrc = join(folder, 'npmrc');
    await writeFile(npmrc, scopedNpmrc({ url, scopes, registry: await configuredRegistry() }), { mode: 0o600 });
    return { url, environment: { ...freshNpmEnvironment(), npm_config_globalconfig: npmrc }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
