import { DescribeImagesCommand, type Image } from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { isProviderError, type OperationInput } from '@hostwright/core/provider';
import { createKeyed } from '../cache/keyed.js';
import { perSession } from '../cache/per-session.js';
import type { AwsSession } from '../session/session.js';
import type { ImageSource } from '../template/options.js';
import { invalidTemplate } from './invalid-template.js';

/** An image, decided. */
export interface ResolvedImage {
  readonly imageId: string;
  /** Undefined when nobody asked for it, or the image has none. */
  readonly rootDevice: string | undefined;
  /** As EC2 says it; undefined when nobody asked. */
  readonly architecture: string | undefined;
}

/** What never changes of an image. */
const FACTS_AGE_MS = 24 * 3_600_000;
/** Which image a name or a parameter stands for: many requests at once ask once. */
const CHOICE_AGE_MS = 60_000;

const factsOf = perSession((session) =>
  createKeyed({
    now: () => session.context.now(),
    maxAgeMs: FACTS_AGE_MS,
    load: (imageId, signal) => readFacts(session, imageId, { signal }),
  }),
);
const parametersOf = perSession((session) =>
  createKeyed({
    now: () => session.context.now(),
    maxAgeMs: CHOICE_AGE_MS,
    load: (path, signal) => imageOfParameter(session, path, { signal }),
  }),
);
const newestOfName = perSession((session) =>
  createKeyed({
    now: () => session.context.now(),
    maxAgeMs: CHOICE_AGE_MS,
    load: (key, signal) => newestNamed(session, JSON.parse(key) as NameOfImage, { signal }),
  }),
);

type NameOfImage = Extract<ImageSource, { by: 'name' }>;

/**
 * Finds the image that a template names: by id, behind a public or own parameter, or as the newest one whose name fits.
 * @param need - `facts`: the caller must know its root device or architecture, or that it exists
 * @throws {ProviderError} `InvalidTemplate` when there is none
 */
export async function resolveImage(
  session: AwsSession,
  source: ImageSource,
  need: 'id' | 'facts',
  input: OperationInput,
): Promise<ResolvedImage> {
  if (source.by === 'name') return (await newestOfName(session).get(JSON.stringify(source), input)).value;
  const imageId = source.by === 'ssm' ? (await parametersOf(session).get(source.path, input)).value : source.id;
  if (need === 'id') return { imageId, rootDevice: undefined, architecture: undefined };
  return (await factsOf(session).get(imageId, input)).value;
}

async function newestNamed(session: AwsSession, { pattern, owners }: NameOfImage, input: OperationInput): Promise<ResolvedImage> {
  const { output } = await session.read(
    'ec2',
    new DescribeImagesCommand({
      ...(owners.length > 0 ? { Owners: [...owners] } : {}),
      Filters: [
        { Name: 'name', Values: [pattern] },
        { Name: 'state', Values: ['available'] },
      ],
    }),
    input,
  );
  const newest = newestOf(output.Images ?? []);
  if (newest === undefined) {
    const whose = owners.length > 0 ? ` of ${owners.join(', ')}` : '';
    throw invalidTemplate('imageName', `no image${whose} has a name like '${pattern}' in ${session.region}`);
  }
  return toResolved(newest);
}

/** By its date, then by its id, so that every process picks the same one. */
function newestOf(images: readonly Image[]): NamedImage | undefined {
  const key = (image: Image): string => `${image.CreationDate ?? ''} ${image.ImageId ?? ''}`;
  return images.filter(isNamed).toSorted((a, b) => (key(a) < key(b) ? 1 : -1))[0];
}

type NamedImage = Image & { readonly ImageId: string };

function isNamed(image: Image): image is NamedImage {
  return image.ImageId !== undefined;
}

function toResolved({ ImageId: imageId, RootDeviceName: rootDevice, Architecture: architecture }: NamedImage): ResolvedImage {
  return { imageId, rootDevice, architecture };
}

const IMAGE_ID = /^ami-[0-9a-f]{1,17}$/;

async function imageOfParameter(session: AwsSession, path: string, input: OperationInput): Promise<string> {
  let value: string | undefined;
  try {
    const { output } = await session.read('ssm', new GetParameterCommand({ Name: path }), input);
    value = output.Parameter?.Value;
  } catch (error) {
    if (!isProviderError(error) || error.code !== 'ParameterNotFound') throw error;
  }
  if (value === undefined) throw invalidTemplate('imageId', `there is no parameter ${path} in ${session.region}`, 'ParameterNotFound');
  const imageId = imageIdIn(value);
  if (imageId === undefined) throw invalidTemplate('imageId', `the parameter ${path} does not hold the id of an image`);
  return imageId;
}

/** ECS's parameters hold an object, all others the bare id. */
function imageIdIn(value: string): string | undefined {
  if (IMAGE_ID.test(value)) return value;
  const inObject = /"image_id"\s*:\s*"(ami-[0-9a-f]{1,17})"/.exec(value);
  return inObject?.[1];
}

async function readFacts(session: AwsSession, imageId: string, input: OperationInput): Promise<ResolvedImage> {
  const { output } = await session.read('ec2', new DescribeImagesCommand({ Filters: [{ Name: 'image-id', Values: [imageId] }] }), input);
  const image = output.Images?.filter(isNamed).find((found) => found.ImageId === imageId);
  if (image !== undefined) return toResolved(image);
  throw invalidTemplate('imageId', `there is no image ${imageId} in ${session.region}, or it is not shared with this account`);
}
