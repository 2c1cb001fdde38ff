import type { OperationInput, TemplateProblem } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import type { AwsOptions } from '../../template/options.js';
import { handlerProblems } from '../offers.js';
import type { Check } from './check.js';
import { networkProblems, placementProblems } from './network.js';
import { fleetFileProblems, keyPairProblems, launchTemplateProblems } from './sources.js';
import { imageAndTypeProblems } from './types.js';

const CHECKS: readonly Check[] = [
  imageAndTypeProblems,
  networkProblems,
  keyPairProblems,
  placementProblems,
  launchTemplateProblems,
  fleetFileProblems,
];

/**
 * Checks a template against the cloud: a handful of reads at once, none for what the template does not name.
 * @returns every problem found
 * @throws {ProviderError} when the cloud cannot be asked
 */
export async function validate(
  session: AwsSession,
  { options, signal }: OperationInput & { readonly options: AwsOptions },
): Promise<readonly TemplateProblem[]> {
  const found = await Promise.all(CHECKS.map((check) => check(session, options, { signal })));
  return [...handlerProblems(options, session.settings), ...found.flat()];
}
