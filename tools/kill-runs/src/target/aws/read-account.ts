import { ask, at, every, textAt, type Element, type Place } from './emulators.js';

/** A machine as the API tells of it, read without the plugin and without its SDK. */
export interface Ec2Machine {
  readonly id: string;
  /** Its private host name; empty until it runs, and after its end. */
  readonly name: string;
  /** EC2's word. */
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  /** Of the call that launched it, where that is told. */
  readonly token: string | undefined;
  /** When its end was ordered, or it ended by itself: in whole seconds; undefined while it lives. */
  readonly changedAtMs: number | undefined;
}

/** A group or volume as the API tells of it. */
interface Ec2Companion {
  readonly kind: 'group' | 'volume';
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly machineIds: readonly string[];
}

const PAGE_SIZE = '1000';

/** Every machine of an account, whoever made it, ended ones too. */
export async function readMachines(place: Place): Promise<readonly Ec2Machine[]> {
  const machines: Ec2Machine[] = [];
  for (let token: string | undefined = ''; token !== undefined;) {
    const parameters = { MaxResults: PAGE_SIZE, ...(token !== '' && { NextToken: token }) };
    const reply: Element = await ask(place, { service: 'ec2', action: 'DescribeInstances', parameters });
    machines.push(...every(reply, 'instancesSet').flatMap(({ children }) => children.map(toMachine)));
    token = textAt(reply, 'nextToken') || undefined;
  }
  return machines;
}

/** Auto Scaling groups and volumes that exist. Fleets that filled at once leave nothing; launch templates cost nothing. */
export async function readCompanions(place: Place): Promise<readonly Ec2Companion[]> {
  const groups = await ask(place, { service: 'autoscaling', action: 'DescribeAutoScalingGroups' });
  const volumes = await ask(place, { service: 'ec2', action: 'DescribeVolumes' });
  return [
    ...every(groups, 'AutoScalingGroups').flatMap(({ children }) => children.map(toGroup)),
    ...every(volumes, 'volumeSet').flatMap(({ children }) => children.map(toVolume)),
  ];
}

function toMachine(item: Element): Ec2Machine {
  return {
    id: textAt(item, 'instanceId'),
    name: textAt(item, 'privateDnsName'),
    state: textAt(item, 'instanceState', 'name'),
    tags: tagsOf(at(item, 'tagSet'), 'key', 'value'),
    createdAtMs: Date.parse(textAt(item, 'launchTime')),
    token: textAt(item, 'clientToken') || undefined,
    changedAtMs: timeIn(textAt(item, 'reason')),
  };
}

function toGroup(member: Element): Ec2Companion {
  return {
    kind: 'group',
    id: textAt(member, 'AutoScalingGroupName'),
    tags: tagsOf(at(member, 'Tags'), 'Key', 'Value'),
    machineIds: every(member, 'InstanceId').map(({ text }) => text),
  };
}

function toVolume(item: Element): Ec2Companion {
  return {
    kind: 'volume',
    id: textAt(item, 'volumeId'),
    tags: tagsOf(at(item, 'tagSet'), 'key', 'value'),
    machineIds: every(item, 'instanceId').map(({ text }) => text),
  };
}

function tagsOf(list: Element | undefined, key: string, value: string): Readonly<Record<string, string>> {
  return Object.fromEntries((list?.children ?? []).map((tag) => [textAt(tag, key), textAt(tag, value)]));
}

/** The time in `User initiated (2026-01-01 00:00:00 GMT)`. */
function timeIn(reason: string): number | undefined {
  const [, day, time] = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)/.exec(reason) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${time}Z`);
}
