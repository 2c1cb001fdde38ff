import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadSiteConfiguration } from '../load.js';
import { locateSite } from '../site/locate.js';
import type { Variables } from '../site/types.js';
import type { SiteConfiguration } from '../types.js';
import { installPlugin, writeProgram } from './plugin-folder.js';

/** A site in a temporary folder: `site/` with the configuration, `program/` with the plugins `tin` and `zinc`. */
export class SiteFolder {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'hw-site-')));
  readonly directory = join(this.root, 'site');
  readonly workDirectory = join(this.directory, 'work');
  readonly programDirectory = join(this.root, 'program');

  constructor(plugins: readonly string[] = ['tin', 'zinc']) {
    mkdirSync(this.workDirectory, { recursive: true });
    mkdirSync(this.programDirectory);
    writeProgram(
      this.programDirectory,
      plugins.map((id) => `provider-${id}`),
    );
    for (const id of plugins) installPlugin(this.programDirectory, id);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Writes a file, values as JSON, dated back so that nobody waits for it to be finished. */
  write(name: string, content: unknown): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    const pastS = Date.now() / 1000 - 10;
    utimesSync(path, pastS, pastS);
    return path;
  }

  /** Our configuration file, with one connection to the plugin `tin`. */
  configure(more: object = {}): string {
    return this.write('hostwright.json', { version: 1, connections: [{ name: 'main', provider: 'tin' }], ...more });
  }

  async load(environment: Variables = {}): Promise<SiteConfiguration> {
    const site = locateSite({ configDirectory: this.directory, environment });
    return loadSiteConfiguration(site, { environment, programDirectory: this.programDirectory });
  }

  /** Loads templates from one file of ours. */
  async loadTemplates(templates: readonly unknown[]): Promise<SiteConfiguration> {
    this.configure();
    this.write('templates.json', { templates });
    return this.load();
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A template that can be used. */
export function template(templateId: string, more: object = {}): object {
  return { templateId, maxNumber: 10, machineType: 'small', ...more };
}
