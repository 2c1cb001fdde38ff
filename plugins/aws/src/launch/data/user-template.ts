import {
  DescribeLaunchTemplateVersionsCommand,
  RequestLaunchTemplateData$,
  type RequestLaunchTemplateData,
  type ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { isProviderError, type OperationInput, type Tag } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import type { AwsOptions } from '../../template/options.js';
import { invalidTemplate } from '../invalid-template.js';
import { pruneInput } from '../native/check-input.js';
import { fromAwsTags } from '../tags.js';

/** One version of a launch template of the user's, as it was when it was read. It is never written to. */
export interface UserTemplate {
  /** What machines are made from, without tags. */
  readonly data: RequestLaunchTemplateData;
  /** Its tags, by kind of object. */
  readonly tags: ReadonlyMap<string, readonly Tag[]>;
}

/** No launch template of the user's. */
export const NO_USER_TEMPLATE: UserTemplate = { data: {}, tags: new Map() };

/**
 * Reads the version that `$Latest`, `$Default` or a number stands for now, its image alias resolved.
 * @throws {ProviderError} `InvalidTemplate` when it does not exist
 */
export async function readUserTemplate(
  session: AwsSession,
  { id, version }: NonNullable<AwsOptions['launchTemplate']>,
  input: OperationInput,
): Promise<UserTemplate> {
  const named = id.startsWith('lt-') ? { LaunchTemplateId: id } : { LaunchTemplateName: id };
  const command = new DescribeLaunchTemplateVersionsCommand({ ...named, Versions: [version], ResolveAlias: true });
  let data: ResponseLaunchTemplateData | undefined;
  let code: string | undefined;
  try {
    const { output } = await session.read('ec2', command, input);
    data = output.LaunchTemplateVersions?.[0]?.LaunchTemplateData;
  } catch (error) {
    if (!isProviderError(error) || error.code?.startsWith('InvalidLaunchTemplate') !== true) throw error;
    code = error.code;
  }
  if (data === undefined) {
    throw invalidTemplate('launchTemplateId', `there is no version ${version} of a launch template ${id} in ${session.region}`, code);
  }
  const { TagSpecifications: tags, ...rest } = data;
  // Times become text here, as they are kept in the document.
  const plain = JSON.parse(JSON.stringify(rest)) as object;
  return {
    data: pruneInput(RequestLaunchTemplateData$, plain) as RequestLaunchTemplateData,
    tags: new Map((tags ?? []).map(({ ResourceType: kind, Tags: list }) => [kind ?? '', fromAwsTags(list)])),
  };
}
