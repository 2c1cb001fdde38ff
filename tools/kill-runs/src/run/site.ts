import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER_VARIABLE, HORIZON_VARIABLE, PLUGIN_VARIABLE, UNSEEN_VARIABLE } from '../points/halt-files.js';
import type { Target, TargetCloud } from '../target/target.js';
import type { Programs } from './programs.js';
import { TIMING, type Timing } from '../../../../apps/host-factory/test/e2e/harness/timing.js';

/** Who works: a background agent, or every call by itself. */
export type Mode = 'auto' | 'off';

/** Where a run's configuration lies, and what its cloud keeps in files. */
export function configurationFolderOf(root: string): string {
  return join(root, 'conf');
}

/** Where the processes of a run write what they do and look where to halt. */
export function watchFolderOf(root: string): string {
  return join(root, 'watch');
}

/** One deployment in folders of its own. */
export class Site {
  /** @param cloud - made for the folder that {@link configurationFolderOf} names */
  constructor(
    readonly root: string,
    readonly target: Target,
    private readonly cloud: TargetCloud,
    readonly programs: Programs,
    readonly mode: Mode,
  ) {
    for (const folder of ['conf', 'in', 'home', 'watch']) mkdirSync(join(root, folder), { recursive: true });
    mkdirSync(this.#openFolder, { recursive: true, mode: 0o777 });
    writeFileSync(join(this.configurationFolder, 'hostwright.json'), JSON.stringify(this.#configuration(), undefined, 2));
  }

  get configurationFolder(): string {
    return configurationFolderOf(this.root);
  }

  get workFolder(): string {
    return join(this.configurationFolder, 'work');
  }

  get storeFile(): string {
    return join(this.workFolder, 'hostwright.db');
  }

  get watchFolder(): string {
    return watchFolderOf(this.root);
  }

  get timing(): Timing {
    return { ...TIMING, ...this.target.timing };
  }

  /** @param runtime - processes with another name know nothing of each other's lock and socket, like those of another host */
  environment(runtime = 'a'): Readonly<Record<string, string>> {
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: join(this.root, 'home'),
      XDG_CACHE_HOME: this.programs.cacheFolder,
      HOST_FACTORY_RUNTIME_DIR: join(this.root, `run-${runtime}`),
      NODE_OPTIONS: `--import=${this.programs.preloadUrl}`,
      ...this.cloud.environment,
      [PLUGIN_VARIABLE]: this.target.pluginModule,
      [UNSEEN_VARIABLE]: this.target.calls.unseen.join(','),
      [HORIZON_VARIABLE]: String(this.target.visibilityHorizonMs),
      [FOLDER_VARIABLE]: this.watchFolder,
    };
  }

  /** In this environment no agent can be reached, so that a call works by itself, whoever else does. */
  get inlineEnvironment(): Readonly<Record<string, string>> {
    return { ...this.environment(), HOST_FACTORY_RUNTIME_DIR: this.#openFolder };
  }

  /** A folder that others may enter is refused as the place of a socket. */
  get #openFolder(): string {
    return join(this.root, 'open-to-all');
  }

  #configuration(): object {
    const { pluginFolder, settings, templates } = this.cloud;
    return {
      version: 1,
      agent: this.mode,
      ...(pluginFolder !== undefined && { plugins: { directory: pluginFolder } }),
      connections: [{ name: 'cloud', provider: this.target.provider, settings }],
      templates,
      timing: this.timing,
      log: { level: 'debug' },
    };
  }
}
