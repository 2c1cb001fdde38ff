import type { Market, Offer, Tag, TemplateProblem } from '@hostwright/core/provider';
import { KEEP_KEY } from '../../machines/sweep/volumes.js';
import type { AwsSettings } from '../../settings/settings.js';
import type { AwsOptions, Handler } from '../../template/options.js';
import { mainMarket, spotPercent } from '../markets.js';
import { poolProblems, typesOf, weightProblems } from '../pools.js';
import { mergeTags } from '../tags.js';
import { unitsTags } from '../units-tags.js';
import type { Base, Plan } from './handler.js';

/** The one offer of a handler that draws on all pools in one call. */
export function wholeOffer(handler: Handler, options: AwsOptions): Offer {
  const market = mainMarket(options);
  const [first] = typesOf(options);
  return {
    offerId: `${handler}/${options.market}`,
    machineType: first?.type ?? (options.requirements === undefined ? 'launch-template' : 'requirements'),
    zone: undefined,
    market,
    pricePerHourUsd: undefined,
    unitsPerMachine: first?.weight ?? 1,
  };
}

/** More on the spot market than the settings allow. */
function spotLimitProblems(options: AwsOptions, { limits }: Pick<AwsSettings, 'limits'>): readonly TemplateProblem[] {
  const percent = spotPercent(options);
  if (percent <= limits.maxSpotPercent) return [];
  return [{ path: 'percentOnDemand', message: `${percent} % would be spot; the connection's settings allow ${limits.maxSpotPercent} %` }];
}

/** What no way to launch can do. */
export function commonRefusals(options: AwsOptions, settings: Pick<AwsSettings, 'limits'>): readonly TemplateProblem[] {
  return [...spotLimitProblems(options, settings), ...poolProblems(options), ...weightProblems(options)];
}

/** The vendor's fleet file is an EC2 Fleet. */
export function fleetFileProblems({ fleetConfigFile }: AwsOptions, handler: Handler): readonly TemplateProblem[] {
  if (fleetConfigFile === undefined) return [];
  return [{ path: 'ec2FleetConfig', message: `it describes an EC2 Fleet, which ${handler} cannot launch` }];
}

/** What a machine gets at birth beside its kind's tags of the user's launch template. */
export function machineTags({ statedTags, headerTags }: Plan, weights: Readonly<Record<string, number>>): readonly Tag[] {
  return mergeTags(statedTags, unitsTags(weights), headerTags);
}

/** The tags of one kind of object: those of the user's launch template first, ours over them. */
export function tagsFor(bases: readonly Base[], kind: string, tags: readonly Tag[]): readonly Tag[] {
  return mergeTags(...bases.map((base) => base.tags.get(kind) ?? []), tags);
}

/** The tags of volumes, and whether they are the user's to keep once their machine is gone. */
export function volumeTags(bases: readonly Base[], tags: readonly Tag[]): readonly Tag[] {
  const kept = bases.some(({ data }) => data.BlockDeviceMappings?.some((mapping) => mapping.Ebs?.DeleteOnTermination === false));
  return tagsFor(bases, 'volume', kept ? [...tags, { key: KEEP_KEY, value: 'yes' }] : tags);
}

/** A launch template's data with the types that it names itself, for calls that name none. */
export function dataWithTypes(
  { data, types, overrides }: Base,
  options: Pick<AwsOptions, 'types' | 'onDemandTypes' | 'requirements'>,
): Base['data'] {
  // The pools of a fleet file may name subnets alone.
  if (overrides !== undefined && overrides.length > 0) return { ...data, ...types };
  const stated = options.types !== undefined || options.onDemandTypes !== undefined || options.requirements !== undefined;
  return stated ? data : { ...data, ...types };
}

/** A price as the APIs take it. */
export function priceText(usd: number | undefined): string | undefined {
  return usd === undefined ? undefined : String(Number(usd.toFixed(6)));
}

/** The market of a machine of which the answer says nothing, or `spot`. */
export function marketOf(lifecycle: string | undefined, otherwise: Market): Market {
  if (lifecycle === 'spot') return 'spot';
  return lifecycle === undefined ? otherwise : 'on-demand';
}
