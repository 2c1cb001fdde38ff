import { isProviderError, type OperationInput, type TemplateProblem } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import type { AwsOptions } from '../../template/options.js';

/** One question to the cloud about a template. */
export type Check = (session: AwsSession, options: AwsOptions, input: OperationInput) => Promise<readonly TemplateProblem[]>;

/** A refusal as a problem; everything else goes on. */
export async function problemOf(path: string, read: () => Promise<unknown>): Promise<readonly TemplateProblem[]> {
  try {
    await read();
    return [];
  } catch (error) {
    if (!isProviderError(error) || error.errorClass !== 'InvalidTemplate') throw error;
    const at = error.subject ?? path;
    return [{ path: at, message: error.message.startsWith(`${at}: `) ? error.message.slice(at.length + 2) : error.message }];
  }
}
