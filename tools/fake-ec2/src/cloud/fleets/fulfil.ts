import type { FakeMarket } from '../../control/protocol.ts';
import { ApiError } from '../../server/api-error.ts';
import { planLaunches, type Candidate, type Plan } from '../allocation.ts';
import type { Cloud } from '../cloud.ts';
import { launchMachines } from '../launch.ts';
import { mergeLaunchData, readLaunchData, type LaunchData } from '../launch-data.ts';
import { placementsOf } from '../placement.ts';
import type { Tag } from '../tag-sets.ts';
import { mergeTagSpecifications } from '../tag-specifications.ts';
import { MARKETS, type ConfigRefusal, type Fleet, type FleetConfig, type FleetOverride, type MarketOptions } from './fleet.ts';

/** How long a fleet waits after pools gave less than it wanted. Not documented. */
const RETRY_MS = 60_000;

/**
 * Launches what a fleet still wants: an instant or request fleet until its target was reached once, a maintaining fleet whenever less
 * lives. What no pool gives is told in `refusals`.
 */
export function fulfilFleet(cloud: Cloud, fleet: Fleet): void {
  fleet.tryAtMs = undefined;
  if (fleet.state !== 'active') return;
  fleet.refusals = [];
  for (const market of MARKETS) {
    const reached = fleet.type === 'maintain' ? fleet.live[market] : fleet.launched[market];
    const units = fleet.target[market] - reached;
    if (units > 0) launchUnits(cloud, fleet, market, units);
  }
  if (fleet.type !== 'instant' && fleet.refusals.length > 0) fulfilLater(cloud, fleet, RETRY_MS);
}

/**
 * Begins a new fleet: an instant one launches now, the others when their time has come.
 *
 * @throws {ApiError} InvalidFleetConfig, when two overrides name one pool
 */
export function beginFleet(cloud: Cloud, fleet: Fleet): void {
  for (const market of MARKETS) checkPools(candidatesOf(cloud, fleet, market).candidates);
  if (fleet.type === 'instant') fulfilFleet(cloud, fleet);
  else fulfilLater(cloud, fleet, cloud.settings.fulfilMs);
}

/** Plans a try; one that is due earlier is enough. */
export function fulfilLater(cloud: Cloud, fleet: Fleet, delayMs: number): void {
  const atMs = cloud.clock.now() + delayMs;
  if (fleet.tryAtMs !== undefined && fleet.tryAtMs <= atMs) return;
  fleet.tryAtMs = atMs;
  cloud.agenda.at(atMs, () => {
    if (fleet.tryAtMs === atMs) fulfilFleet(cloud, fleet);
  });
}

function launchUnits(cloud: Cloud, fleet: Fleet, market: FakeMarket, units: number): void {
  const { candidates, refusals } = candidatesOf(cloud, fleet, market);
  const options = fleet.options[market];
  const plan = bestPlan(cloud, candidates, units, options);
  const told = [...refusals, ...plan.refusals].map((refusal) => ({ market, refusal }));
  fleet.refusals = [...fleet.refusals, ...told];
  if (plan.units < options.minUnits) return;
  for (const { candidate, count } of plan.launches) {
    const { data } = candidate.placement;
    const placement = { ...candidate.placement, data: { ...data, tags: mergeTagSpecifications(data.tags, fleet.launchTags) } };
    const order = { placement, count, owner: fleet.owner, weight: candidate.weight, cloudTags: cloudTags(fleet, candidate) };
    const launch = launchMachines(cloud, { ...order, clientToken: fleet.clientToken });
    fleet.launches.push({ launch, candidate });
    fleet.live[market] += count * candidate.weight;
    fleet.launched[market] += count * candidate.weight;
  }
}

/** The pools of a fleet. A config that fits nothing is refused by itself: the others still launch. */
function candidatesOf(
  cloud: Cloud,
  fleet: Fleet,
  market: FakeMarket,
): { readonly candidates: readonly Candidate[]; readonly refusals: readonly ConfigRefusal[] } {
  const candidates: Candidate[] = [];
  const refusals: ConfigRefusal[] = [];
  for (const config of fleet.configs) {
    for (const override of config.overrides) {
      try {
        candidates.push(...candidatesOfOverride(cloud, fleet, { config, override, market }));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // A fleet tells of an offering that does not exist in words of its own.
        refusals.push({
          config,
          override,
          code: error.code === 'Unsupported' ? 'InvalidFleetConfiguration' : error.code,
          message: error.message,
        });
      }
    }
  }
  return { candidates, refusals };
}

interface OverrideOf {
  readonly config: FleetConfig;
  readonly override: FleetOverride;
  readonly market: FakeMarket;
}

function candidatesOfOverride(cloud: Cloud, fleet: Fleet, { config, override, market }: OverrideOf): readonly Candidate[] {
  const data = override.source === undefined ? config.data : mergeLaunchData(config.data, overrideData(override));
  return placementsOf(cloud, { data, template: config.template, market }).map((placement) => ({
    placement,
    weight: weightOf(fleet.unit, override, placement.type),
    priority: override.priority,
    maxPriceUsd: override.maxPriceUsd ?? (data.spot?.maxPrice === undefined ? undefined : Number(data.spot.maxPrice)),
    override: override.source,
  }));
}

function overrideData({ source }: FleetOverride): LaunchData {
  if (source === undefined) throw new Error('an override without a source overrides nothing');
  const zone = source.text('AvailabilityZone');
  const data = readLaunchData(source);
  return zone === undefined ? data : { ...data, zone };
}

/** Source: EC2 API reference, TargetCapacitySpecificationRequest, TargetCapacityUnitType. */
function weightOf(unit: string, { weight }: FleetOverride, { vcpus, memoryMib }: Candidate['placement']['type']): number {
  if (unit === 'vcpu') return vcpus;
  if (unit === 'memory-mib') return memoryMib;
  return weight ?? 1;
}

function checkPools(candidates: readonly Candidate[]): void {
  const names = candidates.map(({ placement: { type, zone } }) => `${type.name} in ${zone}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ApiError('InvalidFleetConfig', `The fleet configuration contains duplicate instance pools: ${twice}`);
}

/** With one type or one zone only, that one which gives most. */
function bestPlan(cloud: Cloud, candidates: readonly Candidate[], units: number, options: MarketOptions): Plan {
  const { singleType, singleZone, strategy, poolCount } = options;
  const groups = Map.groupBy(candidates, ({ placement: { type, zone } }) => `${singleType ? type.name : ''} ${singleZone ? zone : ''}`);
  const plans = [...groups.values()].map((group) => planLaunches(cloud, { candidates: group, units, strategy, poolCount }));
  return plans.toSorted((a, b) => b.units - a.units)[0] ?? { launches: [], refusals: [], units: 0 };
}

/** Source: tags that EC2 adds by itself, EC2 user guide, "Tag your resources" and "EC2 Fleet". */
function cloudTags({ kind, id }: Fleet, { placement: { template } }: Candidate): readonly Tag[] {
  const fleetTag: Tag = { key: kind === 'spot' ? 'aws:ec2spot:fleet-request-id' : 'aws:ec2:fleet-id', value: id };
  return template === undefined ? [fleetTag] : [fleetTag, ...templateTags(template)];
}

export function templateTags({ template, version }: NonNullable<Candidate['placement']['template']>): readonly Tag[] {
  return [
    { key: 'aws:ec2launchtemplate:id', value: template.id },
    { key: 'aws:ec2launchtemplate:version', value: String(version.number) },
  ];
}
