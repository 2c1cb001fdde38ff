import { RequestLaunchTemplateData$ } from '@aws-sdk/client-ec2';
import type { TemplateProblem } from '@hostwright/core/provider';
import type { AwsOptions } from '../../template/options.js';
import type { ApiShape } from './api-shape.js';
import { inputProblems, isRecord } from './check-input.js';

/** Beside keys of the creating call: what machines are made from. It goes into the launch template, or into RunInstances itself. */
const DATA_KEY = 'LaunchTemplateData';

/** Of {@link DATA_KEY}: tags are the template's `instanceTags`, and types its `vmTypes`. */
const OWN_DATA_KEYS = ['TagSpecifications', 'InstanceType', 'InstanceRequirements', 'InstanceMarketOptions'] as const;

/** A native specification, taken apart. */
interface NativeSpec {
  readonly call: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Takes the template's native specification apart; both parts are empty without one. */
export function nativeSpecOf({ nativeSpec }: Pick<AwsOptions, 'nativeSpec'>): NativeSpec {
  const { [DATA_KEY]: data, ...call } = nativeSpec ?? {};
  return { call, data: isRecord(data) ? data : {} };
}

/**
 * What cannot be merged into a creating call.
 * @param own - keys that are ours to set, as dotted paths: token, capacity, tags, and what would make a group refill
 */
export function nativeProblems(
  options: Pick<AwsOptions, 'nativeSpec'>,
  shape: ApiShape,
  own: readonly string[],
): readonly TemplateProblem[] {
  if (options.nativeSpec === undefined) return [];
  const { call, data } = nativeSpecOf(options);
  const stated = options.nativeSpec[DATA_KEY];
  return [
    ...inputProblems(shape, call, 'nativeSpec'),
    ...(stated === undefined ? [] : inputProblems(RequestLaunchTemplateData$, stated, `nativeSpec.${DATA_KEY}`)),
    ...ownKeyProblems(call, own, 'nativeSpec'),
    ...ownKeyProblems(data, OWN_DATA_KEYS, `nativeSpec.${DATA_KEY}`),
  ];
}

function ownKeyProblems(value: Readonly<Record<string, unknown>>, own: readonly string[], path: string): readonly TemplateProblem[] {
  return own
    .filter((key) => isStated(value, key.split('.')))
    .map((key) => ({ path: `${path}.${key}`, message: 'this is set by Hostwright alone; use the template’s own keys' }));
}

function isStated(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return isRecord(value) && Object.hasOwn(value, key) && isStated(value[key], rest);
}
