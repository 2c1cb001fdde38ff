import { items, refusal, startTestCloud, xml, type SeenCall, type TestCloud } from '../../catalog/testing/test-cloud.js';
import { sell } from '../../catalog/testing/ec2-answers.js';

/** Subnets of the test world: three zones, two in the first, one in another VPC. */
const SUBNETS: Readonly<Record<string, readonly [zone: string, vpc: string]>> = {
  'subnet-001a': ['us-east-1a', 'vpc-1'],
  'subnet-01a2': ['us-east-1a', 'vpc-1'],
  'subnet-001b': ['us-east-1b', 'vpc-1'],
  'subnet-001c': ['us-east-1c', 'vpc-1'],
  'subnet-0bad': ['us-east-1b', 'vpc-2'],
};

/** Security groups of the test world. */
const GROUPS: Readonly<Record<string, string>> = { 'sg-0001': 'vpc-1', 'sg-0002': 'vpc-1', 'sg-0bad': 'vpc-2' };

/** Images of the test world: id, name, date, architecture. */
const IMAGES: readonly (readonly [id: string, name: string, created: string, architecture: string])[] = [
  ['ami-0001', 'grid-2026-01', '2026-01-01T00:00:00.000Z', 'x86_64'],
  ['ami-0002', 'grid-2026-06', '2026-06-01T00:00:00.000Z', 'x86_64'],
  ['ami-000a', 'arm-2026-01', '2026-01-01T00:00:00.000Z', 'arm64'],
];

/** Values of one filter of a describing call, and what every request carries under a name. */
function filterValues(call: SeenCall, name: string): readonly string[] {
  const entries = Object.entries(call.parameters);
  const index = entries.find(([key, value]) => /^Filter\.\d+\.Name$/.test(key) && value === name)?.[0].split('.')[1];
  if (index === undefined) return [];
  return entries.filter(([key]) => key.startsWith(`Filter.${index}.Value.`)).map(([, value]) => String(value));
}

/** The parameters of a call below a prefix. */
export function under(call: SeenCall | undefined, prefix: string): Readonly<Record<string, string>> {
  const found = Object.entries(call?.parameters ?? {}).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), String(value)]));
}

/** A cloud that answers what launches ask, and gives every machine that is asked for. */
export async function startLaunchCloud(): Promise<TestCloud> {
  const cloud = await startTestCloud();
  sell(
    cloud,
    [
      { name: 'c5.large', vcpus: 2, memoryMib: 4_096 },
      { name: 'c5.xlarge', vcpus: 4, memoryMib: 8_192 },
      { name: 'm5.large', vcpus: 2, memoryMib: 8_192 },
      { name: 'c7g.large', vcpus: 2, memoryMib: 4_096, architecture: 'arm64' },
    ],
    { now: () => Date.now() },
  );
  answerReads(cloud);
  answerWrites(cloud);
  return cloud;
}

function answerReads(cloud: TestCloud): void {
  cloud.answer('DescribeImages', (call) => {
    const [byName] = filterValues(call, 'name');
    const pattern = byName === undefined ? undefined : new RegExp(`^${byName.replaceAll('*', '.*')}$`);
    const found = IMAGES.filter(([id, name]) => (pattern === undefined ? filterValues(call, 'image-id').includes(id) : pattern.test(name)));
    const rows = found.map(
      ([id, name, created, architecture]) =>
        `<imageId>${id}</imageId><name>${name}</name><creationDate>${created}</creationDate><rootDeviceName>/dev/xvda</rootDeviceName><architecture>${architecture}</architecture>`,
    );
    return xml('DescribeImages', items('imagesSet', rows));
  });
  cloud.answer('DescribeSubnets', (call) => {
    const rows = filterValues(call, 'subnet-id').flatMap((id) => {
      const found = SUBNETS[id];
      return found === undefined
        ? []
        : [`<subnetId>${id}</subnetId><availabilityZone>${found[0]}</availabilityZone><vpcId>${found[1]}</vpcId>`];
    });
    return xml('DescribeSubnets', items('subnetSet', rows));
  });
  cloud.answer('DescribeSecurityGroups', (call) => {
    const rows = filterValues(call, 'group-id').flatMap((id) =>
      GROUPS[id] === undefined ? [] : [`<groupId>${id}</groupId><vpcId>${GROUPS[id]}</vpcId>`],
    );
    return xml('DescribeSecurityGroups', items('securityGroupInfo', rows));
  });
  cloud.answer('DescribeKeyPairs', (call) =>
    xml(
      'DescribeKeyPairs',
      items(
        'keySet',
        filterValues(call, 'key-name')
          .filter((name) => name === 'key-1')
          .map((name) => `<keyName>${name}</keyName>`),
      ),
    ),
  );
  cloud.answer('DescribePlacementGroups', (call) => {
    const rows = filterValues(call, 'group-name').filter((name) => name === 'pg-1');
    return xml(
      'DescribePlacementGroups',
      items(
        'placementGroupSet',
        rows.map((name) => `<groupName>${name}</groupName><state>available</state>`),
      ),
    );
  });
  cloud.answer('GetParameter', ({ parameters }) =>
    parameters['Name'] === '/images/newest'
      ? { Parameter: { Name: '/images/newest', Value: 'ami-0002' } }
      : { status: 400, body: '{"__type":"ParameterNotFound","message":"no"}' },
  );
}

function answerWrites(cloud: TestCloud): void {
  let machines = 0;
  const names = new Set<string>();
  const ids = (count: number): readonly string[] => Array.from({ length: count }, () => `i-${String((machines += 1)).padStart(17, '0')}`);
  cloud.answer('CreateLaunchTemplate', ({ parameters }) => {
    const name = String(parameters['LaunchTemplateName']);
    if (names.has(name)) return refusal(400, 'InvalidLaunchTemplateName.AlreadyExistsException');
    names.add(name);
    return xml(
      'CreateLaunchTemplate',
      `<launchTemplate><launchTemplateId>lt-${names.size}</launchTemplateId><launchTemplateName>${name}</launchTemplateName></launchTemplate>`,
    );
  });
  cloud.answer('CreateFleet', ({ parameters }) => {
    const fleet = '<fleetId>fleet-1</fleetId>';
    if (parameters['Type'] !== 'instant') return xml('CreateFleet', fleet);
    const given = ids(Number(parameters['TargetCapacitySpecification.TotalTargetCapacity']));
    const type = text(parameters['LaunchTemplateConfigs.1.Overrides.1.InstanceType'], 'c5.large');
    const subnet = text(parameters['LaunchTemplateConfigs.1.Overrides.1.SubnetId'], 'subnet-001a');
    const entry = fleetEntry({ type, subnet, lifecycle: 'on-demand', ids: given });
    return xml('CreateFleet', `${fleet}${items('fleetInstanceSet', [entry])}`);
  });
  cloud.answer('RunInstances', ({ parameters }) => {
    const rows = ids(Number(parameters['MaxCount'])).map(
      (id) =>
        `<instanceId>${id}</instanceId><instanceType>${String(parameters['InstanceType'])}</instanceType><instanceState><code>0</code><name>pending</name></instanceState><placement><availabilityZone>us-east-1a</availabilityZone></placement><privateIpAddress>10.0.0.1</privateIpAddress>`,
    );
    return xml('RunInstances', `<reservationId>r-1</reservationId>${items('instancesSet', rows)}`);
  });
  cloud.answer('RequestSpotFleet', () => xml('RequestSpotFleet', '<spotFleetRequestId>sfr-1</spotFleetRequestId>'));
  cloud.answer('CreateAutoScalingGroup', () => xml('CreateAutoScalingGroup', ''));
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** One entry of an instant fleet's answer. */
export function fleetEntry(entry: {
  readonly type: string;
  readonly subnet: string;
  readonly lifecycle: string;
  readonly ids: readonly string[];
}): string {
  const { type, subnet, lifecycle, ids } = entry;
  const overrides = `<overrides><instanceType>${type}</instanceType><subnetId>${subnet}</subnetId></overrides>`;
  const instances = `<instanceIds>${ids.map((id) => `<item>${id}</item>`).join('')}</instanceIds>`;
  return `<launchTemplateAndOverrides>${overrides}</launchTemplateAndOverrides><lifecycle>${lifecycle}</lifecycle>${instances}<instanceType>${type}</instanceType>`;
}

/** One error of an instant fleet's answer. */
export function fleetError(code: string, lifecycle = 'on-demand', message = 'no'): string {
  return `<lifecycle>${lifecycle}</lifecycle><errorCode>${code}</errorCode><errorMessage>${message}</errorMessage>`;
}
