import type { Mode } from './variants.js';
import { TIMING } from './timing.js';

/** Keys of one object of the configuration file. */
export type Keys = Readonly<{ [key: string]: unknown }>;

/** What a scenario configures beside the defaults below. */
export interface SiteOptions {
  readonly mode: Mode;
  /** Of the mock cloud. */
  readonly settings?: Keys;
  /** @default {@link TEMPLATES} */
  readonly templates?: readonly Keys[];
  /** Over the short times below; `default`: the times that hold on a real site. */
  readonly timing?: Keys | 'default';
  /** Further top-level keys. */
  readonly configuration?: Keys;
}

/** Templates that sites have unless they say otherwise. */
const TEMPLATES: readonly Keys[] = [
  { templateId: 'small', maxNumber: 200, machineType: 'mock.small' },
  { templateId: 'medium', maxNumber: 5, machineType: 'mock.medium' },
  { templateId: 'spot', maxNumber: 50, machineType: 'mock.small', market: 'spot' },
];

/** A fast cloud. */
const SETTINGS: Keys = { cloudFile: '${CONFIG_DIR}/mock-cloud.db', bootTimeMs: 100, terminateTimeMs: 100 };

/** The configuration file of a site. */
export function configurationOf({ mode, settings, templates, timing, configuration }: SiteOptions): Keys {
  return {
    version: 1,
    agent: mode === 'off' ? 'off' : 'auto',
    connections: [{ name: 'cloud', provider: 'mock', settings: { ...SETTINGS, ...settings } }],
    templates: templates ?? TEMPLATES,
    ...(timing !== 'default' && { timing: { ...TIMING, ...timing } }),
    ...configuration,
  };
}
