/** An instance for an answer that a test writes; what is undefined is left out. */
export interface WrittenInstance {
  readonly id: string;
  readonly state?: string;
  readonly type?: string;
  readonly zone?: string;
  readonly launchTime?: string;
  readonly privateDnsName?: string;
  readonly privateIp?: string;
  readonly publicIp?: string;
  readonly lifecycle?: string;
  readonly stateReason?: { readonly code: string; readonly message: string };
  readonly transitionReason?: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
  readonly volumes?: readonly { readonly id: string; readonly attachTime: string; readonly deleteOnTermination: boolean }[];
  /** XML of children that we do not read. */
  readonly others?: string;
}

/** A reservation for an answer that a test writes. */
export interface WrittenReservation {
  readonly ownerId: string;
  readonly instances: readonly WrittenInstance[];
}

/** The answer of DescribeInstances, as EC2 writes it. */
export function describeInstancesXml(reservations: readonly WrittenReservation[], nextToken?: string): string {
  const items = reservations.map(
    ({ ownerId, instances }, index) =>
      `<item><reservationId>r-${index}</reservationId>${leaf('ownerId', ownerId)}<groupSet/><instancesSet>${instances.map(instanceXml).join('')}</instancesSet></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>fdcdcab1-ae5c-489e-9c33-4637c5dda355</requestId><reservationSet>${items.join('')}</reservationSet>${leaf('nextToken', nextToken)}</DescribeInstancesResponse>`;
}

/** A text as XML writes it. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('\r', '&#xD;');
}

function leaf(name: string, text: string | undefined): string {
  if (text === undefined) return '';
  return text === '' ? `<${name}/>` : `<${name}>${escapeXml(text)}</${name}>`;
}

function instanceXml(instance: WrittenInstance): string {
  const { stateReason, volumes = [], tags } = instance;
  return `<item>${leaf('instanceId', instance.id)}<imageId>ami-1</imageId><instanceState><code>16</code>${leaf('name', instance.state)}</instanceState>${leaf('privateDnsName', instance.privateDnsName)}<dnsName/>${leaf('reason', instance.transitionReason)}<amiLaunchIndex>0</amiLaunchIndex><productCodes/>${leaf('instanceType', instance.type)}${leaf('launchTime', instance.launchTime)}<placement>${leaf('availabilityZone', instance.zone)}<groupName/><tenancy>default</tenancy></placement><monitoring><state>disabled</state></monitoring>${leaf('privateIpAddress', instance.privateIp)}${leaf('ipAddress', instance.publicIp)}<groupSet><item><groupId>sg-1</groupId><groupName>nodes</groupName></item></groupSet>${stateReason === undefined ? '' : `<stateReason>${leaf('code', stateReason.code)}${leaf('message', stateReason.message)}</stateReason>`}<rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping>${volumes.map(volumeXml).join('')}</blockDeviceMapping>${leaf('instanceLifecycle', instance.lifecycle)}<clientToken>fleet-1</clientToken>${tags === undefined ? '' : `<tagSet>${tags.map((tag) => `<item>${leaf('key', tag.key)}${leaf('value', tag.value)}</item>`).join('')}</tagSet>`}<hypervisor>xen</hypervisor><networkInterfaceSet><item><networkInterfaceId>eni-1</networkInterfaceId>${leaf('privateIpAddress', instance.privateIp)}<groupSet><item><groupId>sg-1</groupId></item></groupSet><tagSet/></item></networkInterfaceSet>${instance.others ?? ''}</item>`;
}

function volumeXml({ id, attachTime, deleteOnTermination }: NonNullable<WrittenInstance['volumes']>[number]): string {
  return `<item><deviceName>/dev/xvda</deviceName><ebs><volumeId>${id}</volumeId><status>attached</status><attachTime>${attachTime}</attachTime><deleteOnTermination>${deleteOnTermination}</deleteOnTermination></ebs></item>`;
}
