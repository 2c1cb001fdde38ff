import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { runWell } from '../harness/run.js';
import { insidePath, type Manifest, publishablePackages, ROOT } from '../harness/workspace.js';

/** A repository with this one's package.json files and settings of changesets, in which releases can be tried out. */
export class ScratchClone implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hostwright-release-'));

  private constructor() {}

  /** @param changesets - the changesets that wait: `own` for those of this repository */
  static async make(changesets: 'own' | Readonly<Record<string, string>>): Promise<ScratchClone> {
    const clone = new ScratchClone();
    clone.#copy('package.json', 'pnpm-workspace.yaml', '.changeset');
    for (const { folder } of publishablePackages()) clone.#copy(relative(ROOT, join(folder, 'package.json')));
    if (changesets !== 'own') clone.#replaceChangesets(changesets);
    clone.#installChangesets();
    writeFileSync(join(clone.#folder, '.gitignore'), 'node_modules\n');
    await clone.#git('init', '--quiet');
    await clone.#commit();
    return clone;
  }

  /** Changes every published package.json. */
  async edit(change: (manifest: Manifest) => object): Promise<void> {
    for (const { folder, manifest } of publishablePackages(this.#folder)) {
      writeFileSync(join(folder, 'package.json'), JSON.stringify(change(manifest), undefined, 2));
    }
    await this.#commit();
  }

  /** `changeset version`: what the next release will be. */
  async version(): Promise<void> {
    await this.#run('changeset', 'version');
  }

  /** The published packages as they are now, by name. */
  manifests(): Readonly<Record<string, Manifest>> {
    return Object.fromEntries(publishablePackages(this.#folder).map(({ manifest }) => [manifest.name, manifest]));
  }

  versions(): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.values(this.manifests()).map(({ name, version }) => [name.replace('@hostwright/', ''), version]));
  }

  /** The newest part of a package's CHANGELOG.md; empty when it has none. */
  newsOf(name: string): string {
    const found = publishablePackages(this.#folder).find(({ manifest }) => manifest.name === `@hostwright/${name}`);
    try {
      return readFileSync(join(found?.folder ?? '', 'CHANGELOG.md'), 'utf8').split(/^## /m)[1] ?? '';
    } catch {
      return '';
    }
  }

  /** Names of the changesets that wait. */
  waiting(): readonly string[] {
    return readdirSync(join(this.#folder, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #copy(...paths: readonly string[]): void {
    for (const path of paths) {
      mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
      cpSync(join(ROOT, path), join(this.#folder, path), { recursive: true });
    }
  }

  /**
   * Changesets alone. Beside a formatter it would format what it writes by `pnpm exec`, which installs first: never let it find a
   * node_modules that is somebody's.
   */
  #installChangesets(): void {
    const scope = join(this.#folder, 'node_modules/@changesets');
    mkdirSync(scope, { recursive: true });
    symlinkSync(realpathSync(join(ROOT, 'node_modules/@changesets/cli')), join(scope, 'cli'));
  }

  #replaceChangesets(changesets: Readonly<Record<string, string>>): void {
    for (const name of this.waiting()) rmSync(join(this.#folder, '.changeset', name));
    const lines = Object.entries(changesets).map(([name, bump]) => `'@hostwright/${name}': ${bump}\n`);
    writeFileSync(join(this.#folder, '.changeset/tried.md'), `---\n${lines.join('')}---\n\nTold to the users.\n`);
  }

  async #commit(): Promise<void> {
    await this.#git('add', '--all');
    await this.#git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--allow-empty', '-m', 'State');
  }

  #git(...words: readonly string[]): Promise<unknown> {
    return this.#run('git', ...words);
  }

  #run(program: string, ...args: readonly string[]): Promise<unknown> {
    // Settings of the one who runs the tests, and hooks, have no say.
    const environment = { ...(process.env as Record<string, string>), PATH: insidePath(), GIT_CONFIG_GLOBAL: '/dev/null', CI: 'true' };
    return runWell([program, ...args], { cwd: this.#folder, environment });
  }
}
