import type { Site, Variables } from '../site/types.js';
import { readSnapshot, type Snapshot } from './snapshot.js';

/** What the last reading of a configuration found. */
export interface RememberedConfiguration {
  readonly templates: readonly { readonly templateId: string; readonly connection: string }[];
  readonly connections: readonly { readonly name: string; readonly provider: string }[];
}

/** What a configuration that was never read is read with. */
interface RememberOptions {
  readonly environment: Variables;
  /** Folder whose package.json names the plugins. */
  readonly programDirectory: string;
}

/** What is remembered of a site's configuration, be it current or not: for hints alone. What was never kept is read. Writes nothing. */
export async function rememberedConfiguration(site: Site, options: RememberOptions): Promise<RememberedConfiguration> {
  const { files, rest } = readSnapshot(site.workDirectory) ?? (await read(site, options));
  return { templates: files.flatMap(({ templates }) => templates), connections: rest.connections };
}

async function read(site: Site, options: RememberOptions): Promise<Snapshot> {
  const { readAnew } = await import('../read/build-snapshot.js');
  return readAnew({ ...options, site, origin: '', last: undefined });
}
