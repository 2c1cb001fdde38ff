import type { SiteFiles } from '@hostwright/core/provider';
import { translateSettings } from './settings.js';
import { translateTemplate } from './template.js';

/** Reads `awsprov_config.json`, `awsprov_templates.json`, `awsinstprov_*.json` and their kin of the vendor's plugins, and ORB's templates. */
export const siteFiles: SiteFiles = { prefixes: ['aws'], settings: translateSettings, template: translateTemplate };
