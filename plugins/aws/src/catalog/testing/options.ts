import type { AwsOptions } from '../../template/options.js';

const READ_BY_THE_CATALOG = {
  types: [{ type: 'c5.large', weight: 1, priority: undefined }],
  onDemandTypes: undefined,
  requirements: undefined,
  launchTemplate: undefined,
  market: 'on-demand',
  onDemandPercent: 100,
  onDemandBase: 0,
  tenancy: 'default',
} as const satisfies Partial<AwsOptions>;

/** The part of a template's options that the catalog reads. */
export function optionsWith(changes: Partial<AwsOptions>): AwsOptions {
  return { ...READ_BY_THE_CATALOG, ...changes } as AwsOptions;
}

/** Types of equal weight, without an order. */
export function choices(...names: readonly string[]): NonNullable<AwsOptions['types']> {
  return names.map((type) => ({ type, weight: 1, priority: undefined }));
}
