import { HANDLERS } from '../../template/handlers.js';
import type { AwsOptions, Handler } from '../../template/options.js';

/** These parameters stand in the creating call, or among what machines are made from. */
interface Sent {
  readonly call?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** The template is refused, with this reason. */
interface Refused {
  readonly refused: RegExp;
}

/** Nothing changes on the wire, and need not: why. */
interface Same {
  readonly same: string;
}

/** What becomes of one key of a template in one way to launch. */
type Fate = Sent | Refused | Same;

/** A row in one way to launch. */
interface FateCase<Row, One extends Fate> {
  readonly row: Row;
  readonly handler: Handler;
  readonly fate: One;
  readonly title: string;
}

/** All rows in all ways to launch, by what becomes of them. */
export function byFate<Row extends { readonly key: string; readonly value: unknown; readonly fates: Readonly<Record<Handler, Fate>> }>(
  rows: readonly Row[],
): {
  readonly sent: readonly FateCase<Row, Sent>[];
  readonly refused: readonly FateCase<Row, Refused>[];
  readonly same: readonly FateCase<Row, Same>[];
} {
  const cases = rows.flatMap((row) =>
    HANDLERS.map((handler) => ({ row, handler, fate: row.fates[handler], title: `${handler}: ${row.key}, ${JSON.stringify(row.value)}` })),
  );
  return {
    refused: cases.filter((one): one is FateCase<Row, Refused> => 'refused' in one.fate),
    same: cases.filter((one): one is FateCase<Row, Same> => 'same' in one.fate),
    sent: cases.filter((one): one is FateCase<Row, Sent> => !('refused' in one.fate) && !('same' in one.fate)),
  };
}

/** One key of a template, set. */
export interface KeyRow {
  readonly key: keyof AwsOptions;
  readonly value: string;
  /** The plain template, changed by the key and by what it needs. */
  readonly options: Partial<AwsOptions>;
  /** What the key is compared with, where it needs others beside it. */
  readonly without?: Partial<AwsOptions>;
  readonly fates: Readonly<Record<Handler, Fate>>;
}

/** The same in every way to launch. */
export function everywhere(fate: Fate): KeyRow['fates'] {
  return { 'ec2-fleet': fate, 'run-instances': fate, 'auto-scaling-group': fate, 'spot-fleet': fate };
}

const OVERRIDES = {
  'ec2-fleet': 'LaunchTemplateConfigs.1.Overrides',
  'auto-scaling-group': 'MixedInstancesPolicy.LaunchTemplate.Overrides.member',
  'spot-fleet': 'SpotFleetRequestConfig.LaunchTemplateConfigs.1.Overrides',
} as const;

type Pooled = keyof typeof OVERRIDES;

/** Parameters of one entry of the list of pools, counted from 1. */
export function pool(handler: Pooled, index: number, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${OVERRIDES[handler]}.${index}.${key}`, value]));
}
