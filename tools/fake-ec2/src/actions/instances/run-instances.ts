import type { Cloud } from '../../cloud/cloud.ts';
import { templateTags } from '../../cloud/fleets/fulfil.ts';
import { launchMachines, machinesOf, roomFor, type Launch } from '../../cloud/launch.ts';
import { mergeLaunchData, readLaunchData } from '../../cloud/launch-data.ts';
import type { ShownState } from '../../cloud/machines.ts';
import { resolveTemplate } from '../../cloud/launch-templates.ts';
import { placementsOf, type Placement } from '../../cloud/placement.ts';
import { checkToken } from '../../cloud/tokens.ts';
import { ApiError, invalidParameter, missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { reservationsXml } from './reservations.ts';

/**
 * Launches as many machines as there is room for, from MinCount to MaxCount. The same client token answers the same machines again; it
 * holds in the zone that the call names. Source: EC2 API reference, RunInstances.
 */
export function runInstances(cloud: Cloud, params: Params): XmlObject {
  const token = params.text('ClientToken');
  checkToken(token);
  const fingerprint = params.fingerprint(['ClientToken', 'Version', 'Action']);
  const scope = tokenScope(cloud, params);
  const before = token === undefined ? undefined : cloud.tokens.launches.find(token, scope, fingerprint);
  const launches = before ?? launchNow(cloud, params, token);
  if (before !== undefined) checkAlive(cloud, before);
  if (token !== undefined && before === undefined) cloud.tokens.launches.keep(token, scope, fingerprint, launches);
  // A new machine is answered as pending, however fast it then runs.
  const stateOf = (machine: number): ShownState | undefined =>
    before === undefined ? cloud.machines.changingState(machine) : cloud.machines.state(machine, cloud.clock.now());
  return reservationsXml(cloud, launches.flatMap(machinesOf), stateOf)[0] ?? {};
}

function launchNow(cloud: Cloud, params: Params, clientToken: string | undefined): readonly Launch[] {
  const { min, max } = readCounts(params);
  const { placement, count } = chooseZone(cloud, placementsOfCall(cloud, params), { min, max });
  const cloudTags = placement.template === undefined ? [] : templateTags(placement.template);
  return [launchMachines(cloud, { placement, count, clientToken, cloudTags })];
}

const MAX_COUNT = 100_000;

interface Counts {
  readonly min: number;
  readonly max: number;
}

function readCounts(params: Params): Counts {
  const min = params.integer('MinCount', { min: 1 });
  const max = params.integer('MaxCount', { min: 1 });
  if (min === undefined) throw missingParameter('MinCount');
  if (max === undefined) throw missingParameter('MaxCount');
  if (max < min) throw invalidParameter(`maximum instance count must not be smaller than minimum instance count`);
  // How many one call may ask for differs from account to account; the fake has one number, so that a slip does not fill its memory.
  if (max > MAX_COUNT) throw new ApiError('ResourceCountExceeded', `At most ${MAX_COUNT} instances can be requested in one call`);
  return { min, max };
}

function placementsOfCall(cloud: Cloud, params: Params): readonly Placement[] {
  const own = readLaunchData(params);
  const named = params.struct('LaunchTemplate');
  const template = named === undefined ? undefined : resolveTemplate(cloud.templates, named);
  const data = template === undefined ? own : mergeLaunchData(template.version.data, own);
  return placementsOf(cloud, { data, template, market: data.spot === undefined ? 'on-demand' : 'spot' });
}

/** All machines of a call go into one zone: where the call leaves it open, that one with most room. */
function chooseZone(
  cloud: Cloud,
  placements: readonly Placement[],
  { min, max }: Counts,
): { readonly placement: Placement; readonly count: number } {
  const rooms = placements.map((placement) => ({ placement, room: roomFor(cloud, placement) }));
  const best = rooms.reduce((first, next) => (next.room.count > first.room.count ? next : first));
  if (best.room.count < min) throw best.room.refusal;
  return { placement: best.placement, count: Math.min(max, best.room.count) };
}

/** Zonal when the call names a subnet or zone, else regional. Source: EC2 developer guide, "Ensuring idempotency". */
function tokenScope(cloud: Cloud, params: Params): string {
  const nicSubnet = params.structs('NetworkInterface').map((nic) => nic.text('SubnetId'))[0];
  const subnetId = params.text('SubnetId') ?? nicSubnet;
  const zone = subnetId === undefined ? params.struct('Placement')?.text('AvailabilityZone') : cloud.network.subnets.get(subnetId)?.zone;
  return zone ?? cloud.region;
}

/** Source: EC2 API reference, errors overview, IdempotentInstanceTerminated. */
function checkAlive(cloud: Cloud, launches: readonly Launch[]): void {
  if (launches.flatMap(machinesOf).some((machine) => cloud.machines.isLive(machine))) return;
  throw new ApiError(
    'IdempotentInstanceTerminated',
    'The request to launch an instance uses the same client token as a previous request for which the instance has been terminated.',
  );
}
