import type { Cloud } from '../../cloud/cloud.ts';
import { readFilters, tagSetTest, type Filter } from '../../cloud/filters.ts';
import type { Launch } from '../../cloud/launch.ts';
import { dotted } from '../../cloud/network.ts';
import { ApiError, invalidParameter, notFound } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';

type Test = (machine: number) => boolean;
type Values = string | readonly string[] | undefined;

/** Filters that all machines of one launch answer alike. */
const OF_LAUNCH: Readonly<Record<string, (launch: Launch) => Values>> = {
  'availability-zone': ({ zone }) => zone,
  'client-token': ({ clientToken }) => clientToken,
  'image-id': ({ image }) => image.id,
  'instance-lifecycle': ({ market }) => (market === 'spot' ? 'spot' : undefined),
  'instance-type': ({ type }) => type.name,
  'key-name': ({ data }) => data.keyName,
  'placement-group-name': ({ data }) => data.placementGroup,
  'reservation-id': ({ reservationId }) => reservationId,
  'subnet-id': ({ subnet }) => subnet.id,
  'vpc-id': ({ subnet }) => subnet.vpcId,
  architecture: ({ type }) => type.architecture,
  tenancy: ({ data }) => data.tenancy,
  'instance.group-id': ({ groups }) => groups.map(({ id }) => id),
  'network-interface.subnet-id': ({ subnet }) => subnet.id,
};

const OF_MACHINE: Readonly<Record<string, (cloud: Cloud, machine: number, launch: Launch) => Values>> = {
  'instance-id': ({ ids }, machine) => ids.machine.of(machine),
  'instance-state-code': ({ machines, clock }, machine) => String(machines.state(machine, clock.now())?.code ?? ''),
  'instance-state-name': ({ machines, clock }, machine) => machines.state(machine, clock.now())?.name,
  'launch-time': ({ machines }, machine) => new Date(machines.launchedMs[machine] ?? 0).toISOString(),
  'private-ip-address': (_cloud, machine, { firstAddress, first }) => dotted(firstAddress + machine - first),
  'spot-instance-request-id': ({ ids }, machine, { market }) => (market === 'spot' ? ids.spotRequest.of(machine) : undefined),
  'state-reason-code': ({ machines }, machine) => machines.reasonOf(machine)?.code,
};

/** The test of all filters of a call. What a launch or a set of tags answers is asked once for each, not for each machine. */
export function machineTest(cloud: Cloud, params: Params): Test {
  const tests = readFilters(params).map((filter) => testOf(cloud, filter));
  return (machine) => tests.every((test) => test(machine));
}

function testOf(cloud: Cloud, filter: Filter): Test {
  const { machines, launches } = cloud;
  const ofTags = tagSetTest(filter);
  if (ofTags !== undefined)
    return remembered(
      (machine) => machines.tagSet[machine] ?? 0,
      (set) => ofTags(cloud.tagSets.get(set)),
    );
  const ofLaunch = OF_LAUNCH[filter.name];
  if (ofLaunch !== undefined) {
    return remembered(
      (machine) => machines.launch[machine] ?? 0,
      (number) => anyMatches(filter, ofLaunch(launchAt(launches, number))),
    );
  }
  const ofMachine = OF_MACHINE[filter.name];
  if (ofMachine === undefined) throw invalidParameter(`The filter '${filter.name}' is invalid`);
  return (machine) => anyMatches(filter, ofMachine(cloud, machine, launchAt(launches, machines.launch[machine] ?? 0)));
}

function remembered(keyOf: (machine: number) => number, answer: (key: number) => boolean): Test {
  const answers = new Map<number, boolean>();
  return (machine) => {
    const key = keyOf(machine);
    let known = answers.get(key);
    if (known === undefined) answers.set(key, (known = answer(key)));
    return known;
  };
}

function launchAt(launches: readonly Launch[], number: number): Launch {
  const launch = launches[number];
  if (launch === undefined) throw new Error(`there is no launch ${number}`);
  return launch;
}

function anyMatches({ matches }: Filter, values: Values): boolean {
  return typeof values === 'string' ? matches(values) : (values ?? []).some(matches);
}

/** Whether a listing shows it: its visibility has come, and it did not end too long ago. */
export function isShown({ machines, clock }: Cloud, machine: number): boolean {
  const nowMs = clock.now();
  return (machines.visibleMs[machine] ?? Infinity) <= nowMs && machines.state(machine, nowMs) !== undefined;
}

/**
 * The machines of these ids, each once.
 *
 * @throws {ApiError} InvalidInstanceID.Malformed or InvalidInstanceID.NotFound: one that is not known fails them all
 */
export function machinesById(cloud: Cloud, ids: readonly string[]): readonly number[] {
  const malformed = ids.find((id) => !/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) throw new ApiError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  const unique = [...new Set(ids)];
  const found = unique.map((id) => machineById(cloud, id));
  const missing = unique.filter((_id, index) => found[index] === undefined);
  if (missing.length > 0) throw notFound('InvalidInstanceID.NotFound', 'instance ID', missing);
  return found.filter((machine) => machine !== undefined);
}

/** Undefined for one that is not shown. */
export function machineById(cloud: Cloud, id: string): number | undefined {
  const machine = cloud.ids.machine.numberOf(id);
  return machine !== undefined && machine < cloud.machines.count && isShown(cloud, machine) ? machine : undefined;
}
