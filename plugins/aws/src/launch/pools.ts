import type { TemplateProblem } from '@hostwright/core/provider';
import { toInstanceRequirements } from '../catalog/requirements.js';
import type { AwsOptions, TypeChoice } from '../template/options.js';
import { isMixed } from './markets.js';
import type { ApiShape } from './native/api-shape.js';
import { inputProblems } from './native/check-input.js';
import { withoutUndefined } from './native/merge.js';

/** Most pools of a fleet. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/fleet-quotas.html */
export const MAX_POOLS = 300;

/** One pool in the words that all three APIs share; each adds its own for price, weight and place. */
export interface Pool {
  readonly choice: TypeChoice | undefined;
  readonly requirements: ReturnType<typeof toInstanceRequirements> | undefined;
  readonly subnetId: string | undefined;
  /** Undefined where no strategy of the template goes by it: the APIs have no use for it then. */
  readonly priority: number | undefined;
}

type Stated = Pick<AwsOptions, 'types' | 'onDemandTypes' | 'requirements' | 'market' | 'onDemandBase' | 'onDemandPercent'>;

/**
 * The machine types of a launch, best first. Where on-demand machines have types of their own and both markets are bought in, the types
 * of both stand in one list, those for on demand in front: a fleet has one list for both markets.
 */
export function typesOf(options: Stated): readonly TypeChoice[] {
  const spot = options.types ?? [];
  const onDemand = options.onDemandTypes ?? spot;
  if (!isMixed(options)) return byPriority(isOnDemandOnly(options) ? onDemand : spot);
  if (options.onDemandTypes === undefined) return byPriority(spot);
  const first = byPriority(onDemand);
  const names = new Set(first.map(({ type }) => type));
  const rest = byPriority(spot.filter(({ type }) => !names.has(type)));
  return [...first, ...rest].map((choice, priority) => ({ ...choice, priority }));
}

/** Whether on-demand machines have types of their own, which the on-demand part must prefer. */
export function prefersOnDemandTypes(options: Stated): boolean {
  return options.onDemandTypes !== undefined && isMixed(options);
}

/** A type that counts for different units in each market: a fleet has one weight for it. */
export function weightProblems({ types, onDemandTypes }: Pick<AwsOptions, 'types' | 'onDemandTypes'>): readonly TemplateProblem[] {
  return (onDemandTypes ?? []).flatMap(({ type, weight }) => {
    const other = types?.find((choice) => choice.type === type);
    if (other === undefined || other.weight === weight) return [];
    return [
      {
        path: `vmTypesOnDemand.${type}`,
        message: `it weighs ${weight} here and ${other.weight} in vmTypes: a fleet has one weight for a type`,
      },
    ];
  });
}

/** Units of each type that weighs something. */
export function weightsOf(choices: readonly TypeChoice[]): Readonly<Record<string, number>> {
  return Object.fromEntries(choices.map(({ type, weight }) => [type, weight]));
}

/** Types (or requirements) times subnets. One empty pool where the launch template says all. */
export function poolsOf(options: Stated & Pick<AwsOptions, 'subnetIds' | 'spotAllocation' | 'onDemandAllocation'>): readonly Pool[] {
  const choices = typesOf(options);
  const requirements = options.requirements === undefined ? undefined : toInstanceRequirements(options.requirements);
  const subnets = options.subnetIds.length > 0 ? options.subnetIds : [undefined];
  const wanted = choices.length > 0 ? choices : [undefined];
  const ordered = goesByPriority(options);
  return wanted.flatMap((choice) =>
    subnets.map((subnetId) => ({ choice, requirements, subnetId, priority: ordered ? choice?.priority : undefined })),
  );
}

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FleetLaunchTemplateOverridesRequest.html, Priority */
function goesByPriority(options: Parameters<typeof poolsOf>[0]): boolean {
  const { market, spotAllocation, onDemandAllocation } = options;
  if (market !== 'on-demand' && spotAllocation === 'capacity-optimized-prioritized') return true;
  return market !== 'spot' && (onDemandAllocation === 'prioritized' || prefersOnDemandTypes(options));
}

/** What a pool is called in all three APIs, undefined left out. */
export function poolKeys({ choice, requirements, subnetId, priority }: Pool): Readonly<Record<string, unknown>> {
  return withoutUndefined({
    InstanceType: choice?.type,
    InstanceRequirements: requirements,
    SubnetId: subnetId,
    Priority: priority,
  });
}

/**
 * Requirements that an API does not know: the SDK would leave them out without a word.
 * @param shape - of requirements in the API that launches
 */
export function requirementProblems({ requirements }: Pick<AwsOptions, 'requirements'>, shape: ApiShape): readonly TemplateProblem[] {
  return requirements === undefined ? [] : inputProblems(shape, toInstanceRequirements(requirements), 'instanceRequirements');
}

/** Too many pools for one fleet. */
export function poolProblems(options: Parameters<typeof poolsOf>[0]): readonly TemplateProblem[] {
  const count = poolsOf(options).length;
  if (count <= MAX_POOLS) return [];
  return [{ path: 'vmTypes', message: `types times subnets are ${count} pools; a launch takes ${MAX_POOLS}` }];
}

/** Lower numbers first; those without one last, in the order in which they are stated. */
function byPriority(choices: readonly TypeChoice[]): readonly TypeChoice[] {
  return choices.toSorted((a, b) => (a.priority ?? Number.MAX_VALUE) - (b.priority ?? Number.MAX_VALUE));
}

function isOnDemandOnly({ market, onDemandPercent }: Stated): boolean {
  return market === 'on-demand' || (market === 'mixed' && onDemandPercent === 100);
}
