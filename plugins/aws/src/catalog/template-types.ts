import { DescribeLaunchTemplateVersionsCommand, GetInstanceTypesFromInstanceRequirementsCommand } from '@aws-sdk/client-ec2';
import type { ArchitectureType, InstanceRequirementsRequest, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { ProviderError, type OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { AwsOptions } from '../template/options.js';
import { allPages } from './all-pages.js';
import { createKeyed } from '../cache/keyed.js';
import { perSession } from '../cache/per-session.js';
import { toInstanceRequirements } from './requirements.js';
import type { TypeFacts } from './type-facts.js';
import { typesNamed } from './types.js';

/** A launch template can get another default version at any time; requirements can be met by another type only with a new season. */
const MAX_AGE_MS = 300_000;

/** One page of GetInstanceTypesFromInstanceRequirements. Source: API reference, MaxResults 1 to 1,000. */
const PAGE = 1_000;

/** Facts of every machine type that a template allows, smallest first.
 * @throws {ProviderError} `InvalidTemplate` when it names a type that does not exist, or allows none
 */
export async function typesOfTemplate(session: AwsSession, options: AwsOptions, input: OperationInput): Promise<readonly TypeFacts[]> {
  const names = await namesOfTemplate(session, options, input);
  const known = await typesNamed(session, names, input);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0 && namesTypes(options)) throw unknownTypes(unknown, session.region);
  if (known.size === 0)
    throw new ProviderError('InvalidTemplate', `no machine type of ${session.region} meets the template's requirements; ask for less`, {
      subject: 'vmTypes',
    });
  return [...known.values()].toSorted(bySize);
}

/** Smaller first; the name decides between equals, so that the order is the same every time. */
export function bySize(a: TypeFacts, b: TypeFacts): number {
  return compareSize(a, b) || (a.name < b.name ? -1 : 1);
}

/** By vCPUs, then by memory. */
export function compareSize(a: TypeFacts, b: TypeFacts): number {
  return a.shape.vcpus - b.shape.vcpus || a.shape.memoryMib - b.shape.memoryMib;
}

function unknownTypes(names: readonly string[], region: string): ProviderError {
  const shown = names.slice(0, 5).join(', ');
  return new ProviderError('InvalidTemplate', `${shown}: no machine type of ${region}; correct the name, or use another region`, {
    code: 'InvalidInstanceType',
    subject: 'vmTypes',
  });
}

function namesTypes({ types, onDemandTypes }: AwsOptions): boolean {
  return types !== undefined || onDemandTypes !== undefined;
}

async function namesOfTemplate(session: AwsSession, options: AwsOptions, input: OperationInput): Promise<readonly string[]> {
  const choices = [...(options.types ?? []), ...(options.onDemandTypes ?? [])].map(({ type }) => type);
  if (choices.length > 0) return [...new Set(choices)];
  const { requirements, launchTemplate } = options;
  if (requirements !== undefined) return namesByRequirements(session, toInstanceRequirements(requirements), input);
  if (launchTemplate !== undefined) return namesOfLaunchTemplate(session, launchTemplate, input);
  throw new ProviderError('InvalidTemplate', 'the template names no machine type; set vmType or vmTypes', { subject: 'vmType' });
}

const requirementsOf = perSession((session) =>
  createKeyed({
    now: () => session.context.now(),
    maxAgeMs: MAX_AGE_MS,
    load: (key, signal) => namesOfArchitectures(session, JSON.parse(key) as InstanceRequirementsRequest, signal),
  }),
);

async function namesByRequirements(
  session: AwsSession,
  requirements: InstanceRequirementsRequest,
  input: OperationInput,
): Promise<readonly string[]> {
  return (await requirementsOf(session).get(JSON.stringify(requirements), input)).value;
}

/** The image decides on the processor, and most are for x86: ARM is asked for only where x86 has nothing. */
async function namesOfArchitectures(
  session: AwsSession,
  requirements: InstanceRequirementsRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const x86 = await namesOfArchitecture(session, requirements, 'x86_64', signal);
  return x86.length > 0 ? x86 : namesOfArchitecture(session, requirements, 'arm64', signal);
}

async function namesOfArchitecture(
  session: AwsSession,
  requirements: InstanceRequirementsRequest,
  architecture: ArchitectureType,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const rows = await allPages(async (token) => {
    const command = new GetInstanceTypesFromInstanceRequirementsCommand({
      ArchitectureTypes: [architecture],
      VirtualizationTypes: ['hvm'],
      InstanceRequirements: requirements,
      MaxResults: PAGE,
      NextToken: token,
    });
    const { output } = await session.read('ec2', command, { signal });
    return { items: output.InstanceTypes ?? [], nextToken: output.NextToken };
  });
  return rows.flatMap(({ InstanceType }) => InstanceType ?? []);
}

const launchTemplatesOf = perSession((session) =>
  createKeyed({
    now: () => session.context.now(),
    maxAgeMs: MAX_AGE_MS,
    load: (key, signal) => readLaunchTemplate(session, key, signal),
  }),
);

async function namesOfLaunchTemplate(
  session: AwsSession,
  { id, version }: NonNullable<AwsOptions['launchTemplate']>,
  input: OperationInput,
): Promise<readonly string[]> {
  const { value } = await launchTemplatesOf(session).get(`${id}/${version}`, input);
  if (value?.InstanceType !== undefined) return [value.InstanceType];
  // The answer's form of requirements is the question's form, key for key. Source: API reference, InstanceRequirements.
  if (value?.InstanceRequirements !== undefined)
    return namesByRequirements(session, value.InstanceRequirements as InstanceRequirementsRequest, input);
  throw new ProviderError('InvalidTemplate', `neither the template nor the launch template ${id} names a machine type; set vmType`, {
    subject: 'vmType',
  });
}

async function readLaunchTemplate(session: AwsSession, key: string, signal: AbortSignal): Promise<ResponseLaunchTemplateData | undefined> {
  const [id, version = '$Default'] = key.split('/', 2);
  const command = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [version] });
  const { output } = await session.read('ec2', command, { signal });
  return output.LaunchTemplateVersions?.[0]?.LaunchTemplateData;
}
