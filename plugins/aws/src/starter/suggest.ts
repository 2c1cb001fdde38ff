import { ProviderError, type OperationInput, type SiteEntry, type StarterTemplate, type Suggestions } from '@hostwright/core/provider';
import { chooseTypes } from '../catalog/choose-types.js';
import type { AwsSession } from '../session/session.js';
import { findAccount, type FoundNetwork } from './account.js';
import { STARTER_IMAGE } from './starter.js';

/** A new site has its hands full with these; further ones are named in a remark. */
const MOST_NETWORKS = 5;
/** As large as most grids' smallest machines, and sold in every region. */
const SIZE = { vcpus: 4, memoryMib: 16_384, gpus: 0 };
/** Enough for spot machines to be found, few enough to be read. */
const MOST_TYPES = 6;

/**
 * Suggests two templates for each network of the account, one on demand and one on the spot market, with machine types that the region
 * sells, cheapest first. Reads only.
 *
 * @throws {ProviderError} `NotFound` when the region has no network with a subnet
 */
export async function suggest(session: AwsSession, input: OperationInput): Promise<Suggestions> {
  const [{ networks, keyNames }, types] = await Promise.all([findAccount(session, input), chooseTypes(session, SIZE, input)]);
  if (networks.length === 0) {
    throw new ProviderError('NotFound', `${session.region} has no network with a subnet: make one, or name another region`, {
      subject: session.region,
    });
  }
  const [onlyKey, anotherKey] = keyNames;
  const keyName = anotherKey === undefined ? onlyKey : undefined;
  const vmTypes = types.slice(0, MOST_TYPES).map(({ type }) => type);
  const used = networks.slice(0, MOST_NETWORKS);
  const ids = idsOf(used);
  return {
    templates: used.flatMap((network, index) => templatesOf({ network, id: ids[index] ?? network.vpcId, vmTypes, keyName })),
    remarks: [...used.map((network) => remarkOf(network)), ...furtherRemarks(networks.slice(MOST_NETWORKS), keyNames, keyName)],
  };
}

interface Choice {
  readonly network: FoundNetwork;
  readonly id: string;
  readonly vmTypes: readonly string[];
  readonly keyName: string | undefined;
}

function templatesOf({ network, id, vmTypes, keyName }: Choice): readonly StarterTemplate[] {
  const { subnets, defaultSecurityGroupId } = network;
  const common = [
    entry('imageId', STARTER_IMAGE),
    entry('vmTypes', vmTypes),
    entry(
      'subnetIds',
      subnets.map(({ subnetId }) => subnetId),
    ),
    ...(defaultSecurityGroupId === undefined ? [] : [entry('securityGroupIds', [defaultSecurityGroupId])]),
    ...(keyName === undefined ? [] : [entry('keyName', keyName)]),
  ];
  return [
    { templateId: `${id}-ondemand`, entries: common },
    { templateId: `${id}-spot`, entries: [...common, entry('priceType', 'spot')] },
  ];
}

function entry(key: string, value: unknown): SiteEntry {
  return { key, valueJson: JSON.stringify(value) };
}

/** Names that Symphony and LSF both take: letters, digits and dashes, at most 64 with what comes behind; the network's id where two are called alike. */
function idsOf(networks: readonly FoundNetwork[]): readonly string[] {
  const slugs = networks.map(({ name, vpcId }) => slugOf(name ?? vpcId) || vpcId);
  return slugs.map((slug, index) => (slugs.indexOf(slug) === index ? slug : `${slug}-${networks[index]?.vpcId ?? index}`));
}

function slugOf(name: string): string {
  return name
    .replaceAll(/[^0-9A-Za-z]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 30);
}

function remarkOf({ vpcId, name, isDefault, subnets, defaultSecurityGroupId }: FoundNetwork): string {
  const called = name === undefined ? '' : ` "${name}"`;
  const where = subnets.map(({ subnetId, zone }) => `${subnetId} (${zone})`).join(', ');
  const group =
    defaultSecurityGroupId === undefined
      ? 'it has no default security group: state securityGroupIds'
      : `security group ${defaultSecurityGroupId}`;
  return `${isDefault ? 'default network' : 'network'} ${vpcId}${called}: subnets ${where}; ${group}`;
}

function furtherRemarks(left: readonly FoundNetwork[], keyNames: readonly string[], keyName: string | undefined): readonly string[] {
  const networks = left.length === 0 ? [] : [`left out, for brevity: ${left.map(({ vpcId }) => vpcId).join(', ')}`];
  if (keyName !== undefined) return [...networks, `key pair ${keyName}: the only one`];
  const keys =
    keyNames.length === 0
      ? 'no key pair: machines cannot be logged in to by SSH'
      : `key pairs, of which none was chosen: ${keyNames.slice(0, 20).join(', ')}`;
  return [...networks, keys];
}
