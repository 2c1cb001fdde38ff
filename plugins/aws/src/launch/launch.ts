import { isProviderError, ProviderError, type LaunchResult, type PreparedLaunch, type WriteInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { readDocument, type LaunchDocument } from './document.js';
import { HANDLER_TABLE } from './handlers/table.js';
import { ensureLaunchTemplate, forgetLaunchTemplates, isLaunchTemplateMissing } from './launch-templates.js';
import { partToken } from './parts.js';

/**
 * Makes one creating call of a prepared launch. Safe to repeat: the same document and token go out each time.
 *
 * A launch template that somebody deleted meanwhile is made again, and the call is left for the engine to repeat: nothing was launched.
 */
export async function launch(
  session: AwsSession,
  input: WriteInput & { readonly prepared: PreparedLaunch; readonly part: number },
): Promise<LaunchResult> {
  const document = readDocument(input.prepared);
  const part = document.parts[input.part];
  if (part === undefined) {
    throw new ProviderError('ContractViolation', `the launch document has ${document.parts.length} parts, and no part ${input.part}`);
  }
  const token = partToken(input.token, input.part, document.parts.length);
  const { signal, attempt, header } = input;
  try {
    const result = await HANDLER_TABLE[document.handler].send(session, { document, part, token, signal, attempt, header });
    if (result.shortfall.some(({ code }) => isLaunchTemplateMissing(code))) forgetLaunchTemplates(session, document.launchTemplates);
    return result;
  } catch (error) {
    if (!isProviderError(error) || !isLaunchTemplateMissing(error.code, error.message)) throw error;
    await makeAgain(session, document, input);
    throw new ProviderError('Unavailable', `${error.message}; its launch template was made again`, {
      ...(error.code === undefined ? {} : { code: error.code }),
      cause: error,
    });
  }
}

async function makeAgain(session: AwsSession, { launchTemplates }: LaunchDocument, input: WriteInput): Promise<void> {
  forgetLaunchTemplates(session, launchTemplates);
  for (const template of launchTemplates) await ensureLaunchTemplate(session, template, input);
}
