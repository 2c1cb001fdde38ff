import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import {
  HEADER_KEYS,
  ProviderError,
  tagsOfHeader,
  type LaunchSpec,
  type Offer,
  type PreparedLaunch,
  type WriteInput,
} from '@hostwright/core/provider';
import { memoryOf } from '../machines/memory.js';
import type { AwsSession } from '../session/session.js';
import type { AwsOptions, Handler } from '../template/options.js';
import { statesRootVolume } from './data/block-devices.js';
import { launchData } from './data/launch-data.js';
import { NO_USER_TEMPLATE, readUserTemplate, type UserTemplate } from './data/user-template.js';
import { writeDocument } from './document.js';
import { fleetFileSubnets, parseFleetFile, readFleetFile, type FleetFileConfig } from './fleet-file.js';
import type { Base, LaunchHandler, Plan } from './handlers/handler.js';
import { HANDLER_TABLE } from './handlers/table.js';
import { resolveImage, type ResolvedImage } from './images.js';
import { invalidTemplate, refuse } from './invalid-template.js';
import { ensureKeyPair } from './key-pair.js';
import { ensureLaunchTemplate } from './launch-templates.js';
import { zonesOf } from './subnets.js';
import { mergeTags, tagProblems } from './tags.js';
import { encodeUserData } from './user-data.js';

/** What {@link prepare} is asked for. */
type PrepareInput = WriteInput & { readonly spec: LaunchSpec<AwsOptions>; readonly offer: Offer; readonly units: number };

/** As core limits it. */
const MAX_DOCUMENT_BYTES = 256 * 1024;

/**
 * Reads what a launch depends on (image, the user's launch template, subnets), makes its launch templates, and freezes the call.
 * May be repeated: what was made before is found by its name.
 */
export async function prepare(session: AwsSession, input: PrepareInput): Promise<PreparedLaunch> {
  const handler = handlerOf(session, input);
  const plan = await planOf(session, handler, input);
  const composed = handler.compose(plan);
  refuse(tagProblems(composed.tags));
  const document = writeDocument({ ...composed, handler: handler.handler, region: session.region, zones: plan.zones });
  if (Buffer.byteLength(document.document) > MAX_DOCUMENT_BYTES) {
    throw invalidTemplate('userData', 'the whole launch is larger than 256 KiB: fewer types, subnets or tags, or shorter user data');
  }
  await ensureKeyPair(session, input.spec.options.keyName, input);
  for (const template of composed.launchTemplates) {
    memoryOf(session).launchTemplateUsed(template.name);
    await ensureLaunchTemplate(session, template, input);
  }
  return document;
}

/** The offer's way to launch. Settings may have changed since the offers were frozen: then the next offer is tried. */
function handlerOf(session: AwsSession, { offer, spec }: PrepareInput): LaunchHandler {
  const name = offer.offerId.split('/')[0] as Handler;
  const handler: LaunchHandler | undefined = HANDLER_TABLE[name];
  if (handler === undefined) throw new ProviderError('Unsupported', `the offer ${offer.offerId} is none of this version's`);
  if (!session.settings.handlers.includes(name))
    throw new ProviderError('Unsupported', `${name} was switched off in the connection's settings`);
  const refusals = handler.refusals(spec.options, session.settings);
  if (refusals.length > 0) throw new ProviderError('Unsupported', refusals.map(({ path, message }) => `${path}: ${message}`).join('; '));
  return handler;
}

async function planOf(session: AwsSession, handler: LaunchHandler, input: PrepareInput): Promise<Plan> {
  const { spec, offer, units, header } = input;
  const { options } = spec;
  const headerTags = tagsOfHeader(header);
  // Whatever can be known without a call is refused before the first one.
  refuse(tagProblems(mergeTags(spec.tags, headerTags)));
  encodeUserData(spec.userData, undefined);
  const fleetFile = options.fleetConfigFile === undefined ? undefined : readFleetFile(options.fleetConfigFile);
  const configs = fleetFile === undefined ? [] : parseFleetFile(fleetFile, units, options.onDemandTargetCapacityRatio).configs;
  const [bases, zones] = await Promise.all([
    basesOf(session, input, configs),
    // The answers of the others name zones themselves.
    handler.onePerZone ? zonesOf(session, subnetsOf(options, configs), input) : {},
  ]);
  return {
    options,
    offer,
    units,
    limits: session.settings.limits,
    region: session.region,
    bases,
    fleetFile,
    zones,
    statedTags: spec.tags,
    headerTags,
    deploymentTag: { key: HEADER_KEYS.deploymentId, value: header.deploymentId },
    deploymentId: header.deploymentId,
    nowMs: session.context.now(),
  };
}

/** The subnets that the call will name. */
function subnetsOf({ subnetIds }: AwsOptions, configs: readonly FleetFileConfig[]): readonly string[] {
  const usesOwn = configs.length === 0 || configs.some(({ overrides }) => overrides.length === 0);
  return [...new Set([...(usesOwn ? subnetIds : []), ...fleetFileSubnets(configs)])];
}

/** One for each launch template that the call will name. */
async function basesOf(session: AwsSession, input: PrepareInput, configs: readonly FleetFileConfig[]): Promise<Plan['bases']> {
  const { launchTemplate } = input.spec.options;
  if (configs.length === 0) return [await baseOf(session, input, launchTemplate)];
  const [first, ...others] = await Promise.all(
    configs.map(async (config) => ({ ...(await baseOf(session, input, config.launchTemplate)), overrides: config.overrides })),
  );
  return first === undefined ? [await baseOf(session, input, launchTemplate)] : [first, ...others];
}

async function baseOf(session: AwsSession, input: PrepareInput, template: AwsOptions['launchTemplate']): Promise<Base> {
  const { options, userData } = input.spec;
  const given = template === undefined ? NO_USER_TEMPLATE : await readUserTemplate(session, template, input);
  const image = await imageOf(session, options, given, input);
  const data = launchData({ options, given: given.data, image, userData });
  if (data.ImageId === undefined) throw invalidTemplate('imageId', 'neither the template nor its launch template names an image');
  return { data, tags: given.tags, types: typesOf(given.data) };
}

async function imageOf(
  session: AwsSession,
  options: AwsOptions,
  { data }: UserTemplate,
  input: PrepareInput,
): Promise<ResolvedImage | undefined> {
  const source = options.image ?? (data.ImageId === undefined ? undefined : imageSourceOf(data.ImageId));
  if (source === undefined) return undefined;
  const needsDevice = statesRootVolume(options) && options.rootVolume.device === undefined;
  return resolveImage(session, source, needsDevice ? 'facts' : 'id', input);
}

/** A launch template may name a parameter instead of an image; where EC2 has not resolved it, we do. */
function imageSourceOf(imageId: string): Exclude<AwsOptions['image'], undefined> {
  const alias = 'resolve:ssm:';
  return imageId.startsWith(alias) ? { by: 'ssm', path: imageId.slice(alias.length) } : { by: 'id', id: imageId };
}

function typesOf({ InstanceType: type, InstanceRequirements: requirements }: RequestLaunchTemplateData): Base['types'] {
  return {
    ...(type === undefined ? {} : { InstanceType: type }),
    ...(requirements === undefined ? {} : { InstanceRequirements: requirements }),
  };
}
