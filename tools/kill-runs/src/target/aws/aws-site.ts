import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, every, textAt, type Place } from './emulators.js';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
/** Nobody looks whether it is one. */
const IMAGE = 'ami-0abcdef1234567890';

/** What the account begins with, as far as launches need it. */
export interface Network {
  /** One in each zone, in the order of the zones. */
  readonly subnetIds: readonly string[];
  /** Of the first of them. */
  readonly zone: string;
  readonly securityGroupId: string;
}

/** Asks an account what it begins with. */
export async function networkOf(place: Place): Promise<Network> {
  const byDefault = { 'Filter.1.Name': 'default-for-az', 'Filter.1.Value.1': 'true' };
  const subnets = every(await ask(place, { service: 'ec2', action: 'DescribeSubnets', parameters: byDefault }), 'item')
    .filter((item) => textAt(item, 'subnetId') !== '')
    .toSorted((one, other) => textAt(one, 'availabilityZone').localeCompare(textAt(other, 'availabilityZone')));
  const inVpc = { 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': textAt(subnets[0], 'vpcId') };
  const groups = await ask(place, { service: 'ec2', action: 'DescribeSecurityGroups', parameters: inVpc });
  return {
    subnetIds: subnets.map((subnet) => textAt(subnet, 'subnetId')),
    zone: textAt(subnets[0], 'availabilityZone'),
    securityGroupId: every(groups, 'groupId')[0]?.text ?? '',
  };
}

/** The templates of a site there: each comes by another way to launch, but for `plain` and `spot`. */
export function templatesIn({ subnetIds, securityGroupId }: Network): readonly object[] {
  const machine = { attributes: { ncpus: 2, nram: 8_192 }, imageId: IMAGE, vmType: 'm5.large', securityGroupIds: [securityGroupId] };
  const one = { ...machine, subnetIds: subnetIds.slice(0, 1) };
  return [
    { templateId: 'plain', maxNumber: 200, ...one, handlers: ['ec2-fleet'] },
    { templateId: 'zones', maxNumber: 50, ...machine, subnetIds: subnetIds.slice(0, 3), handlers: ['run-instances'] },
    { templateId: 'spot', maxNumber: 50, ...one, handlers: ['ec2-fleet'], priceType: 'spot' },
    { templateId: 'group', maxNumber: 50, ...one, handlers: ['auto-scaling-group'] },
  ];
}

/** A folder in which the plugin is installed, as a site has one. */
export function pluginFolderIn(folder: string): string {
  const plugins = join(folder, 'plugins');
  const scope = join(plugins, 'node_modules/@hostwright');
  mkdirSync(scope, { recursive: true });
  symlinkSync(join(ROOT, 'plugins/aws'), join(scope, 'provider-aws'));
  writeFileSync(join(plugins, 'package.json'), JSON.stringify({ private: true, dependencies: { '@hostwright/provider-aws': '*' } }));
  return plugins;
}
