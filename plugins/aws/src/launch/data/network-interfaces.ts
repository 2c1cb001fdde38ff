import type {
  LaunchTemplateInstanceNetworkInterfaceSpecificationRequest as Interface,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { AwsOptions } from '../../template/options.js';
import { invalidTemplate } from '../invalid-template.js';
import { withoutUndefined } from '../native/merge.js';

/** Where security groups are stated: with interfaces on each of them, else on the machine. Both together are refused by EC2. */
type Networking =
  | { readonly SecurityGroupIds?: string[]; readonly SecurityGroups?: string[] }
  | { readonly NetworkInterfaces: Interface[] };

type Stated = Pick<AwsOptions, 'securityGroupIds' | 'interfaceType' | 'efaCount' | 'publicIp' | 'subnetIds'>;

/**
 * What the user's launch template says of networking, with the template's own keys laid on.
 * @param native - interfaces of a native specification, in place of the launch template's; security groups that they state stand
 */
export function networking(
  options: Stated,
  given: Pick<RequestLaunchTemplateData, 'NetworkInterfaces' | 'SecurityGroupIds' | 'SecurityGroups'>,
  native: readonly Interface[] | undefined,
): Networking {
  const interfaces = native ?? given.NetworkInterfaces ?? [];
  const ids = options.securityGroupIds.length > 0 ? options.securityGroupIds : (given.SecurityGroupIds ?? []);
  const byName = ids.length > 0 ? [] : (given.SecurityGroups ?? []);
  if (interfaces.length === 0 && options.publicIp === undefined && options.interfaceType === 'interface') {
    return { ...(ids.length > 0 ? { SecurityGroupIds: [...ids] } : {}), ...(byName.length > 0 ? { SecurityGroups: [...byName] } : {}) };
  }
  if (byName.length > 0) {
    throw invalidTemplate('securityGroupIds', 'the launch template names its groups, and interfaces take ids alone: state the ids');
  }
  const count = options.interfaceType === 'efa' ? Math.max(1, options.efaCount) : Math.max(1, interfaces.length);
  return {
    NetworkInterfaces: Array.from({ length: count }, (_, index) =>
      interfaceAt(index, { ...options, groupsWin: native === undefined }, interfaces[index], ids),
    ),
  };
}

/** The first interface of a card is its device 0, the others are device 1 of their cards. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-launch-template.html */
function interfaceAt(
  index: number,
  options: Stated & { readonly groupsWin: boolean },
  given: Interface | undefined,
  groups: readonly string[],
): Interface {
  const efa = options.interfaceType === 'efa';
  const { SubnetId: subnet, ...rest } = given ?? {};
  return withoutUndefined({
    DeviceIndex: index === 0 ? 0 : 1,
    NetworkCardIndex: efa ? index : undefined,
    DeleteOnTermination: true,
    ...rest,
    // Where the template names subnets, the creating call does.
    SubnetId: options.subnetIds.length > 0 && index === 0 ? undefined : subnet,
    InterfaceType: efa ? 'efa' : rest.InterfaceType,
    AssociatePublicIpAddress: index === 0 ? (options.publicIp ?? rest.AssociatePublicIpAddress) : rest.AssociatePublicIpAddress,
    Groups:
      groups.length > 0 && (rest.Groups === undefined || (options.groupsWin && options.securityGroupIds.length > 0))
        ? [...groups]
        : rest.Groups,
  });
}
