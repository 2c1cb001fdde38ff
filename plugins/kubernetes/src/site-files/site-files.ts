import type { SiteFiles } from '@hostwright/core/provider';
import { translateSettings } from './settings.js';
import { translateTemplate } from './template.js';

/** Reads `k8sprov_templates.json` of Morgan Stanley's provider, and `openshiftprov_config.json` and `openshiftprov_templates.json` of the vendor's plugin. */
export const siteFiles: SiteFiles = { prefixes: ['k8s', 'openshift'], settings: translateSettings, template: translateTemplate };
