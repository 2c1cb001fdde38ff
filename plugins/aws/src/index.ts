export type { AwsSettings } from './settings/settings.js';
export type { AwsOptions } from './template/options.js';
export { awsProvider as default } from './definition.js';
