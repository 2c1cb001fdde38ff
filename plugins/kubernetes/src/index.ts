export type { KubernetesSettings } from './settings/settings.js';
export type { KubernetesOptions } from './template/options.js';
export { kubernetesProvider as default } from './definition.js';
