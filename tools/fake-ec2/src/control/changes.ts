import type { Cloud } from '../cloud/cloud.ts';
import type { Image } from '../cloud/images.ts';
import { endMachine, interruptMachine, launchOf } from '../cloud/lifecycle.ts';
import { REASONS, type ReasonCode } from '../cloud/machines.ts';
import { makeSubnet } from '../cloud/network.ts';

type Input = Readonly<Record<string, unknown>>;

/** Marks spot machines: those of `ids`, or the first `count` that live. Answers their ids. */
export function interruptMachines(cloud: Cloud, { ids, count, noticeMs }: Input): readonly string[] {
  if (ids === undefined && !Number.isInteger(count)) throw new Error('interrupt takes ids, or a count');
  const spot = liveMachines(cloud).filter(
    (machine) => launchOf(cloud, machine).market === 'spot' && cloud.machines.markedMs[machine] === 0,
  );
  const chosen = ids === undefined ? spot.slice(0, Number(count)) : numbersOf(cloud, ids);
  const notSpot = chosen.find((machine) => launchOf(cloud, machine).market !== 'spot');
  if (notSpot !== undefined) throw new Error(`${cloud.ids.machine.of(notSpot)} is no spot machine`);
  for (const machine of chosen) interruptMachine(cloud, machine, noticeMs === undefined ? undefined : Number(noticeMs));
  return chosen.map((machine) => cloud.ids.machine.of(machine));
}

/** Ends machines behind the caller's back, as a person in the console or a failed boot does. */
export function endMachines(cloud: Cloud, { ids, reason = 'Client.UserInitiatedShutdown' }: Input): void {
  if (!REASONS.some((entry) => entry?.code === reason)) throw new Error(`${String(reason)} is no reason`);
  for (const machine of numbersOf(cloud, ids)) endMachine(cloud, machine, reason as ReasonCode);
}

export function protectMachines(cloud: Cloud, { ids, on }: Input): void {
  for (const machine of numbersOf(cloud, ids)) cloud.machines.protected[machine] = on === false ? 0 : 1;
}

/** Source: EC2 API reference, InstanceStatusEvent, codes. */
const EVENT_CODES = ['instance-reboot', 'system-reboot', 'system-maintenance', 'instance-retirement', 'instance-stop'];

export function scheduleEvent(cloud: Cloud, { id, code, notBeforeMs }: Input): void {
  if (!EVENT_CODES.includes(String(code))) throw new Error(`${String(code)} is no event; there are ${EVENT_CODES.join(', ')}`);
  for (const machine of numbersOf(cloud, [id])) {
    const event = {
      id: cloud.newId('instance-event-'),
      code: String(code),
      description: 'The instance is scheduled for maintenance',
      notBeforeMs: Number(notBeforeMs),
    };
    cloud.events.set(machine, event);
  }
}

export function addImage(cloud: Cloud, { name, architecture, ownerId, createdAt }: Input): { readonly id: string } {
  const image: Image = {
    id: cloud.newId('ami-'),
    name: String(name),
    architecture: architecture === 'arm64' ? 'arm64' : 'x86_64',
    ownerId: typeof ownerId === 'string' ? ownerId : cloud.account,
    ownerAlias: undefined,
    createdAt: typeof createdAt === 'string' ? createdAt : new Date(cloud.clock.now()).toISOString(),
    rootDevice: '/dev/xvda',
    snapshotId: cloud.newId('snap-'),
    tags: [],
  };
  cloud.images.set(image.id, image);
  return { id: image.id };
}

/** A further subnet, in the default VPC unless another is named; no default subnet of its zone. */
export function addSubnet(cloud: Cloud, { zone, vpcId }: Input): { readonly id: string } {
  const { network } = cloud;
  const vpc = [...network.vpcs.values()].find(({ id, isDefault }) => (vpcId === undefined ? isDefault : id === vpcId));
  if (vpc === undefined || typeof zone !== 'string' || !network.zones.includes(zone))
    throw new Error(`a subnet has a zone (${network.zones.join(', ')}) and a vpcId that exists`);
  const subnet = makeSubnet(cloud.newId('subnet-'), vpc, zone, network.subnets.size);
  network.subnets.set(subnet.id, { ...subnet, isDefault: false });
  return { id: subnet.id };
}

/** The next machine of a subnet gets the address of this one again, as happens when it has ended. */
export function setNextAddress(cloud: Cloud, { id }: Input): void {
  for (const machine of numbersOf(cloud, [id])) {
    const { subnet, firstAddress, first } = launchOf(cloud, machine);
    subnet.given = firstAddress + (machine - first) - subnet.base;
  }
}

function liveMachines(cloud: Cloud): readonly number[] {
  return Array.from({ length: cloud.machines.count }, (_none, machine) => machine).filter((machine) => cloud.machines.isLive(machine));
}

function numbersOf(cloud: Cloud, ids: unknown): readonly number[] {
  return (Array.isArray(ids) ? ids : []).map((id) => {
    const machine = cloud.ids.machine.numberOf(String(id));
    if (machine === undefined || machine >= cloud.machines.count) throw new Error(`there is no machine ${String(id)}`);
    return machine;
  });
}
