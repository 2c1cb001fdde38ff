import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { kebabCase, ON_DEMAND_ALLOCATIONS, SPOT_ALLOCATIONS } from './allocations.js';
import { HANDLERS } from './handlers.js';
import { requirementsKey } from './requirements-key.js';

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FleetLaunchTemplateOverridesRequest.html: weights are 1 to 999. */
const weight = z
  .int('a weight must be a whole number')
  .min(1, 'a weight must be at least 1: a machine of weight 0 would count for nothing')
  .max(999);
const priority = z.number().min(0, 'a priority must be 0 or more; lower ones come first').max(1_000_000);
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
const machineType = z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'must be a machine type like c7i.xlarge');
const id = (prefix: string): z.ZodString =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{4,17}$`), `must be an id like ${prefix}-0123456789abcdef0`);
const absolutePath = z.string().refine(isAbsolute, 'must be an absolute path; ${CONFIG_DIR} stands for the folder of the configuration');

/** A choice of forms is refused with what is wrong with the form that was meant. */
function meantForm(forms: readonly ((input: unknown) => boolean)[], otherwise: string) {
  return ({
    input,
    errors,
  }: {
    readonly input: unknown;
    readonly errors: readonly (readonly { readonly message: string }[])[];
  }): string => {
    const index = forms.findIndex((isMeant) => isMeant(input));
    const messages = errors[index]?.map(({ message }) => message) ?? [];
    return messages.length === 0 ? otherwise : [...new Set(messages)].join('; ');
  };
}

const isObject = (input: unknown): boolean => typeof input === 'object' && input !== null && !Array.isArray(input);
const typesForm = {
  error: meantForm([Array.isArray, isObject], 'write ["c7i.xlarge", "m7i.xlarge"], or {"c7i.xlarge": 1, "c7i.2xlarge": 2} with weights'),
};

/** The keys of a template that this provider understands, each by itself; every one has a line in docs/aws.md. */
export const templateKeys = z.strictObject({
  handlers: z
    .array(z.enum(HANDLERS))
    .min(1)
    .refine(unique, 'a way to launch is named twice')
    .optional()
    .describe('Ways to launch, best first: ec2-fleet, run-instances, auto-scaling-group, spot-fleet. Default: those of the settings.'),
  fleetType: z
    .enum(['instant', 'request', 'maintain'])
    .default('instant')
    .describe('What kind of EC2 Fleet: instant answers at once; request and maintain fill up later, and maintain refills.'),
  imageId: z
    .string()
    .regex(
      /^(?:ami-[0-9a-f]{4,17}|(?:resolve:ssm:)?\/[\w./:-]{1,2000})$/,
      'must be an image like ami-0123456789abcdef0, or the path of an SSM parameter',
    )
    .optional()
    .describe('Image by its id, or the path of an SSM parameter that holds it.'),
  imageName: z
    .string()
    .min(3)
    .max(128)
    .optional()
    .describe('Image by its name, in which * and ? stand for anything: the newest that fits.'),
  imageOwners: z
    .array(z.string().regex(/^(?:self|amazon|aws-marketplace|\d{12})$/, 'must be self, amazon, aws-marketplace or an account'))
    .min(1)
    .max(20)
    .optional()
    .describe('Whose images imageName is looked for among. Default: self and amazon.'),
  vmType: machineType.optional().describe('Machine type.'),
  vmTypes: z
    .union([z.array(machineType).min(1).max(300).refine(unique, 'a machine type is named twice'), z.record(machineType, weight)], typesForm)
    .optional()
    .describe('Several machine types, or an object that says how many capacity units a machine of each counts for.'),
  vmTypesOnDemand: z
    .union([z.array(machineType).min(1).max(300).refine(unique, 'a machine type is named twice'), z.record(machineType, weight)], typesForm)
    .optional()
    .describe('Machine types of the on-demand part of heterogeneous templates. Default: vmTypes.'),
  vmTypesPriority: z
    .record(machineType, priority)
    .optional()
    .describe('Which machine types come first: an object of numbers, lower ones first.'),
  instanceRequirements: requirementsKey
    .optional()
    .describe('What machines must have, from which AWS chooses their types: minVcpus, maxVcpus, minMemoryMib and so on.'),
  subnetIds: z
    .array(id('subnet'))
    .max(100)
    .refine(unique, 'a subnet is named twice')
    .default([])
    .describe('Subnets. Default: the default one of the account.'),
  securityGroupIds: z
    .array(id('sg'))
    .max(16)
    .refine(unique, 'a security group is named twice')
    .default([])
    .describe('Security groups. Default: the default one of the network.'),
  keyName: z.string().min(1).max(255).optional().describe('Key pair for logging in.'),
  instanceProfile: z
    .string()
    .regex(/^(?:arn:[\w-]+:iam::\d{12}:instance-profile\/)?[\w+=,.@/-]{1,512}$/, 'must be the name or the ARN of an instance profile')
    .optional()
    .describe('Instance profile, by its name or ARN.'),
  launchTemplateId: id('lt').optional().describe('Launch template of yours that gives what this template does not state.'),
  launchTemplateVersion: z
    .union([z.string(), z.int()])
    .transform(String)
    .refine((version) => /^(?:\$Latest|\$Default|[1-9]\d{0,9})$/.test(version), 'must be $Latest, $Default or a number')
    .optional()
    .describe('Its version: a number, $Latest or $Default, which is the default.'),
  priceType: z
    .enum(['ondemand', 'spot', 'heterogeneous'])
    .default('ondemand')
    .describe('How machines are paid for. heterogeneous: both, as percentOnDemand says.'),
  percentOnDemand: z
    .int('must be a whole number')
    .min(0, 'must be 0 to 100')
    .max(100, 'must be 0 to 100')
    .optional()
    .describe('On-demand share of heterogeneous templates. Default: 0.'),
  onDemandBase: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('Units of heterogeneous templates that are on demand before the share counts. Default: 0.'),
  maxSpotPrice: z
    .number()
    .positive('must be more than 0')
    .max(1_000)
    .optional()
    .describe('Most US dollars an hour for a spot machine. Default: the on-demand price.'),
  allocationStrategy: strategy(SPOT_ALLOCATIONS)
    .optional()
    .describe(
      'How spot machines are spread: price-capacity-optimized (the default), capacity-optimized, capacity-optimized-prioritized, lowest-price or diversified.',
    ),
  allocationStrategyOnDemand: strategy(ON_DEMAND_ALLOCATIONS)
    .optional()
    .describe('How on-demand machines are spread: lowest-price (the default) or prioritized.'),
  poolsCount: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Over how many of the cheapest pools the strategy lowest-price spreads spot machines.'),
  fleetRole: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be like arn:aws:iam::123456789012:role/NAME')
    .optional()
    .describe('Role that Spot Fleet acts under.'),
  requestValidityMinutes: z
    .int()
    .min(1)
    .max(60 * 24 * 7)
    .default(30)
    .describe('How long request fleets, maintain fleets and Spot Fleets go on trying.'),
  placementGroupName: z.string().min(1).max(255).optional().describe('Placement group.'),
  tenancy: z.enum(['default', 'dedicated', 'host']).optional().describe('Whose hardware machines share. Default: anybody’s.'),
  ebsOptimized: z
    .boolean()
    .optional()
    .describe('Whether the way to EBS volumes is reserved, for older machine types. Default: as the type has it.'),
  interfaceType: z.enum(['interface', 'efa']).default('interface').describe('Kind of network interface. efa: Elastic Fabric Adapter.'),
  efaCount: z.int().min(1).max(64).optional().describe('Number of EFA interfaces. Default: 1.'),
  publicIp: z.boolean().optional().describe('Whether machines get a public address. Default: as the subnet has it.'),
  rootDeviceVolumeSize: z.int().min(1).max(65_536).optional().describe('Size of the root volume in GiB. Default: as the image has it.'),
  volumeType: z
    .enum(['gp2', 'gp3', 'io1', 'io2', 'standard'], {
      error: ({ input }) =>
        input === 'st1' || input === 'sc1'
          ? `no machine starts from a volume of type ${input}: write gp2, gp3, io1, io2 or standard`
          : 'write gp2, gp3, io1, io2 or standard',
    })
    .optional()
    .describe('Type of the root volume: gp2, gp3, io1, io2 or standard. Default: as the image has it.'),
  iops: z.int().min(100).max(256_000).optional().describe('Operations a second of a root volume of type gp3, io1 or io2.'),
  volumeThroughputMibps: z.int().min(125).max(2_000).optional().describe('MiB a second of a root volume of type gp3.'),
  volumeEncrypted: z.boolean().optional().describe('Whether the root volume is encrypted. Default: as the image or the account has it.'),
  volumeKmsKeyId: z
    .string()
    .min(1)
    .max(2_048)
    .optional()
    .describe('Key that encrypts the root volume. Default: the account’s own for EBS.'),
  volumeDeleteOnTermination: z.boolean().optional().describe('Whether the root volume goes with its machine. Default: true.'),
  rootDeviceName: z
    .string()
    .regex(/^(?:\/dev\/)?[a-z][a-z0-9]{1,30}$/, 'must be like /dev/xvda')
    .optional()
    .describe('Name of the root device. Default: as the image has it.'),
  metadataTokens: z
    .enum(['required', 'optional'])
    .optional()
    .describe('Whether the instance metadata service answers calls with a token only (IMDSv2). Default: required.'),
  metadataHopLimit: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('How many hops answers of the metadata service live. Default: 2, so that containers reach it.'),
  detailedMonitoring: z.boolean().optional().describe('Whether CloudWatch gets figures each minute. Default: false.'),
  nativeSpec: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'Merged into the call that launches: its members in the API’s words; LaunchTemplateData for what goes into the launch template.',
    ),
  ec2FleetConfig: absolutePath.optional().describe('File of an EC2 Fleet in the API’s words, with the vendor’s capacity placeholders.'),
  onDemandTargetCapacityRatio: z
    .number()
    .min(0, 'must be 0 to 1')
    .max(1, 'must be 0 to 1')
    .optional()
    .describe('On-demand share of ec2FleetConfig, 0 to 1. Default: 0.'),
});

function strategy<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .string()
    .transform(kebabCase)
    .pipe(z.enum(words, { error: `write ${words.join(', ')}` }));
}

/** A template as it is written, each key good by itself. */
export type TemplateKeys = z.output<typeof templateKeys>;
