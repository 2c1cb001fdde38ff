import { ask, at, every, textAt, type Element, type Place } from '@hostwright/emulators/moto';

/** A machine, as the cloud itself knows it. */
export interface CloudMachine {
  readonly id: string;
  readonly state: string;
  readonly type: string;
  readonly lifecycle: string;
  readonly subnetId: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

const PAGE_SIZE = 1_000;

/** Every machine of an account, whoever made it, ended ones too; read without the plugin and without its SDK. */
export async function machinesOf(place: Place): Promise<readonly CloudMachine[]> {
  const machines: CloudMachine[] = [];
  for (let token: string | undefined = ''; token !== undefined;) {
    const reply = await ask(place, {
      service: 'ec2',
      action: 'DescribeInstances',
      parameters: { MaxResults: String(PAGE_SIZE), ...(token !== '' && { NextToken: token }) },
    });
    machines.push(...every(reply, 'instancesSet').flatMap(({ children }) => children.map(machineOf)));
    token = textAt(reply, 'nextToken') || undefined;
  }
  return machines;
}

/** Those that have not ended. */
export async function liveMachinesOf(place: Place): Promise<readonly CloudMachine[]> {
  return (await machinesOf(place)).filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');
}

/** Somebody else starts a machine with these tags. Answers its id. */
export async function startMachine(place: Place, imageId: string, tags: CloudMachine['tags']): Promise<string> {
  const tagged = tags.flatMap(({ key, value }, index) => [
    [`TagSpecification.1.Tag.${index + 1}.Key`, key],
    [`TagSpecification.1.Tag.${index + 1}.Value`, value],
  ]);
  const parameters = {
    ImageId: imageId,
    InstanceType: 'm5.large',
    MinCount: '1',
    MaxCount: '1',
    ...(tags.length > 0 && { 'TagSpecification.1.ResourceType': 'instance' }),
    ...(Object.fromEntries(tagged) as Record<string, string>),
  };
  const reply = await ask(place, { service: 'ec2', action: 'RunInstances', parameters });
  return every(reply, 'instanceId')[0]?.text ?? '';
}

function machineOf(item: Element): CloudMachine {
  return {
    id: textAt(item, 'instanceId'),
    state: textAt(item, 'instanceState', 'name'),
    type: textAt(item, 'instanceType'),
    lifecycle: textAt(item, 'instanceLifecycle'),
    subnetId: textAt(item, 'subnetId'),
    tags: (at(item, 'tagSet')?.children ?? []).map((tag) => ({ key: textAt(tag, 'key'), value: textAt(tag, 'value') })),
  };
}
