import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SPECIFICATION_VERSION } from '../../provider/definition.js';

/** A package as a test describes it. */
export interface PackageSketch {
  readonly version?: string;
  readonly hostwright?: unknown;
  readonly exports?: unknown;
  /** Text of `index.js`. */
  readonly code?: string;
}

/** A folder with a package.json and real installed packages, as npm or pnpm lay them out. */
export class Site implements AsyncDisposable {
  private constructor(readonly directory: string) {}

  /** @param dependencies - names in its package.json */
  static async create(...dependencies: readonly string[]): Promise<Site> {
    const site = new Site(await realpath(await mkdtemp(join(tmpdir(), 'hostwright-discovery-'))));
    const entries = dependencies.map((name) => [name, '*']);
    await site.write(
      'package.json',
      JSON.stringify({ name: 'site', version: '1.0.0', dependencies: Object.fromEntries(entries) as object }),
    );
    return site;
  }

  async write(file: string, text: string): Promise<void> {
    const path = join(this.directory, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  /** Installs a package below `folder`, as npm does. Answers where. */
  async install(name: string, sketch: PackageSketch = {}, folder = 'node_modules'): Promise<string> {
    const { version = '1.0.0', hostwright, exports = './index.js', code = '' } = sketch;
    const manifest = { name, version, type: 'module', exports, ...(hostwright === undefined ? {} : { hostwright }) };
    await this.write(`${folder}/${name}/package.json`, JSON.stringify(manifest));
    await this.write(`${folder}/${name}/index.js`, code);
    return join(this.directory, folder, name);
  }

  /** Installs a package as pnpm does: the real folder in its store, a link where it is looked for. */
  async installLinked(name: string, sketch: PackageSketch = {}): Promise<string> {
    const real = await this.install(name, sketch, `node_modules/.pnpm/${name.replace('/', '+')}@1.0.0/node_modules`);
    const link = join(this.directory, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(real, link, 'dir');
    return real;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** The metadata of a provider plugin. */
export function metadata(providerId: string, spec: string = SPECIFICATION_VERSION): object {
  return { role: 'provider', providerId, spec };
}

/** Code of a module whose default export is a definition; `changes` are properties that replace others. */
export function pluginCode(id: string, changes = ''): string {
  return `
const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }), jsonSchema: { input: () => ({}) } } };
export default Object.freeze({
  specificationVersion: '${SPECIFICATION_VERSION}', id: '${id}', name: 'Test', settingsSchema: schema, templateSchema: schema, rateLimits: [],
  create() { throw new Error('not used'); }, ${changes}
});`;
}
