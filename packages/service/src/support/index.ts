export { findSecrets, type SiteSecrets } from './find-secrets.js';
export { maskConfiguration } from './mask-configuration.js';
export type { SecretReference } from './secret-reference.js';
export { createStrictScrubber } from './strict-scrubber.js';
export { tellingParts } from './telling-parts.js';
