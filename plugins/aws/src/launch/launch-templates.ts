import { createHash } from 'node:crypto';
import {
  CreateLaunchTemplateCommand,
  DeleteLaunchTemplateCommand,
  RequestLaunchTemplateData$,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { isProviderError, tagsOfHeader, type Tag, type WriteInput } from '@hostwright/core/provider';
import { createOnce } from '../cache/once.js';
import { perSession } from '../cache/per-session.js';
import type { AwsSession } from '../session/session.js';
import type { OwnLaunchTemplate } from './document.js';
import { reviveInput } from './native/check-input.js';
import { tagSpecifications } from './tags.js';

/** Tells the content of a launch template of ours; none of anybody else's has it. */
const CONTENT_KEY = 'hostwright-content';

/** Every launch template of ours has one version and never another. */
export const OWN_VERSION = '1';

/** Codes that say that a launch template does not exist (any more). Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const MISSING_CODES: ReadonlySet<string> = new Set([
  'InvalidLaunchTemplateId.NotFound',
  'InvalidLaunchTemplateId.VersionNotFound',
  'InvalidLaunchTemplateName.NotFoundException',
]);

/** Names that this process knows to exist. */
const ensured = perSession(() => createOnce());

/** A launch template of ours for this content. The same content has the same name within a deployment, from whatever process. */
export function ownLaunchTemplate(deploymentId: string, data: RequestLaunchTemplateData): OwnLaunchTemplate {
  return { name: `hostwright-${deploymentId.slice(0, 12)}-${contentOf(data)}`, data: { ...data } };
}

/** Makes it exist, by one call for all launches that need it. May be repeated, also from another process: what is there already is found by its name. */
export async function ensureLaunchTemplate(
  session: AwsSession,
  template: OwnLaunchTemplate,
  input: Pick<WriteInput, 'header' | 'signal' | 'attempt'>,
): Promise<void> {
  await ensured(session).ensure(template.name, input, (signal) => createOwn(session, template, { ...input, signal }));
}

async function createOwn(
  session: AwsSession,
  template: OwnLaunchTemplate,
  input: Pick<WriteInput, 'header' | 'signal' | 'attempt'>,
): Promise<void> {
  const tags = [...tagsOfHeader(input.header), { key: CONTENT_KEY, value: contentOf(template.data) }];
  const command = new CreateLaunchTemplateCommand({
    LaunchTemplateName: template.name,
    LaunchTemplateData: reviveInput(RequestLaunchTemplateData$, template.data) as RequestLaunchTemplateData,
    TagSpecifications: tagSpecifications({ 'launch-template': tags }),
    // The name keeps two from being made. A token that outlived a deleted one would be answered with it, and make nothing.
    ClientToken: digest({ name: template.name, attempt: input.attempt }),
  });
  try {
    await session.write('ec2', 'create', command, input);
  } catch (error) {
    if (!isProviderError(error) || error.code !== 'InvalidLaunchTemplateName.AlreadyExistsException') throw error;
  }
}

/** Forgets that a launch template exists, because somebody says that it does not. */
export function forgetLaunchTemplates(session: AwsSession, templates: readonly Pick<OwnLaunchTemplate, 'name'>[]): void {
  for (const { name } of templates) ensured(session).forget(name);
}

/** Whether a code, or what is said beside it, means that a launch template is missing: Auto Scaling has one code for all that is invalid. */
export function isLaunchTemplateMissing(code: string | undefined, message = ''): boolean {
  if (code === 'ValidationError') return /launch template\b.*\bdoes not exist/i.test(message);
  return code !== undefined && MISSING_CODES.has(code);
}

/** Whether a launch template was made by us: only such a one is ever deleted. */
export function isOwnLaunchTemplate(tags: readonly Tag[]): boolean {
  return tags.some(({ key }) => key === CONTENT_KEY);
}

/** Deletes a launch template of ours by its id. May be repeated: deleting the absent succeeds. */
export async function deleteLaunchTemplate(
  session: AwsSession,
  launchTemplateId: string,
  input: Pick<WriteInput, 'signal' | 'attempt'>,
): Promise<void> {
  try {
    const { output } = await session.write('ec2', 'delete', new DeleteLaunchTemplateCommand({ LaunchTemplateId: launchTemplateId }), input);
    const name = output.LaunchTemplate?.LaunchTemplateName;
    ensured(session).forget(name);
  } catch (error) {
    if (!isProviderError(error) || !isLaunchTemplateMissing(error.code)) throw error;
    ensured(session).forget();
  }
}

function contentOf(data: object): string {
  return digest(data).slice(0, 20);
}

/** A hash that does not depend on the order of keys. */
function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}
