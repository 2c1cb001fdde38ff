import { readOwnSite } from './read-own-site.js';
import { readVendorSite } from './read-vendor-site.js';
import type { ReadContext, SiteSource } from './site-source.js';

/** Reads a site from whichever files it has. @throws {HostFactoryError} `InvalidConfiguration` */
export function readSite(context: ReadContext): Promise<SiteSource> {
  const { configurationFile } = context.site;
  return configurationFile === undefined ? readVendorSite(context) : readOwnSite(configurationFile, context);
}
