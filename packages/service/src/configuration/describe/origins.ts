import type { ValueOrigin } from '../describe-site.js';
import type { MergedConfiguration } from '../include/merge.js';
import type { Interpolation } from '../interpolate.js';
import { valueAt } from '../read/tell-issues.js';

/** A value that stands in a file. */
export function fileOrigin(merged: MergedConfiguration, path: readonly PropertyKey[], interpolation?: Interpolation): ValueOrigin {
  const { file, position } = merged.placeOf(path, 'key');
  const written = valueAt(merged.keys, path);
  const variables = typeof written === 'string' ? (interpolation?.names(written) ?? []) : [];
  return { kind: 'file', file, ...position, variables: [...new Set(variables)] };
}

/** Where a value comes from that may be stated, or be a default. */
export function originOf(merged: MergedConfiguration, path: readonly PropertyKey[], interpolation: Interpolation): ValueOrigin {
  return valueAt(merged.keys, path) === undefined ? { kind: 'default' } : fileOrigin(merged, path, interpolation);
}
