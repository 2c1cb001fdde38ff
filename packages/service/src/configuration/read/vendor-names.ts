import type { SiteFiles } from '@hostwright/core/provider';
import type { Plugins } from './plugins.js';

/** A file of another system's, and the provider that can read it. */
export interface VendorFile {
  readonly name: string;
  readonly provider: string;
  readonly siteFiles: SiteFiles;
}

const VENDOR_FILE = /^[^_].*_(?:config|templates)\.json$/;

/**
 * Which of these file names belong to other systems' plugins: `awsinstprov_templates.json` to the provider with the longest prefix that
 * it begins with. A plugin that cannot be loaded claims nothing.
 */
export async function findVendorFiles(names: readonly string[], plugins: Plugins): Promise<readonly VendorFile[]> {
  const candidates = names.filter((name) => VENDOR_FILE.test(name));
  if (candidates.length === 0) return [];
  const claims = await readClaims(plugins);
  return candidates.flatMap((name) => {
    const matching = claims.filter(({ prefix }) => name.toLowerCase().startsWith(prefix.toLowerCase()));
    const best = matching.toSorted((a, b) => b.prefix.length - a.prefix.length)[0];
    return best === undefined ? [] : [{ name, provider: best.provider, siteFiles: best.siteFiles }];
  });
}

interface Claim {
  readonly prefix: string;
  readonly provider: string;
  readonly siteFiles: SiteFiles;
}

async function readClaims(plugins: Plugins): Promise<readonly Claim[]> {
  const ids = [...new Set(plugins.installed)];
  const claims = await Promise.all(ids.map((provider) => claimsOf(provider, plugins)));
  return claims.flat();
}

async function claimsOf(provider: string, plugins: Plugins): Promise<readonly Claim[]> {
  try {
    const { siteFiles } = await plugins.definition(provider);
    return siteFiles === undefined ? [] : siteFiles.prefixes.map((prefix) => ({ prefix, provider, siteFiles }));
  } catch {
    return [];
  }
}
