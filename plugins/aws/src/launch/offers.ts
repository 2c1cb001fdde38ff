import type { Offer, OperationInput, TemplateProblem } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { AwsSettings } from '../settings/settings.js';
import type { AwsOptions, Handler } from '../template/options.js';
import type { LaunchHandler } from './handlers/handler.js';
import { HANDLER_TABLE } from './handlers/table.js';
import { invalidTemplateOf, refuse } from './invalid-template.js';
import { factsOf, namedTypes, unknownTypeProblems } from './named-types.js';

/** A way to launch, and why a template cannot use it. */
interface Judged {
  readonly handler: LaunchHandler;
  readonly refusals: readonly TemplateProblem[];
}

/**
 * The ways in which a template may be launched, in its own order, else in that of the settings. What is switched off, limited, or cannot
 * do what the template wants is left out.
 * @throws {ProviderError} `InvalidTemplate`, naming every reason, when none is left or a machine type does not exist
 */
export async function offers(session: AwsSession, input: OperationInput & { readonly options: AwsOptions }): Promise<readonly Offer[]> {
  const found = offersOf(input.options, session.settings);
  const named = namedTypes(input.options);
  // Remembered for hours; without types, nothing is asked.
  refuse(unknownTypeProblems(named, await factsOf(session, named, input), session.region));
  return found;
}

/** The same without a look at the cloud. */
export function offersOf(options: AwsOptions, settings: AwsSettings): readonly Offer[] {
  const judged = judge(options, settings);
  const usable = judged.filter(({ refusals }) => refusals.length === 0);
  if (usable.length === 0) throw invalidTemplateOf(refusalsOf(judged));
  return usable.flatMap(({ handler }) => handler.offers(options));
}

/** Why no way to launch can be used; empty when one can. */
export function handlerProblems(options: AwsOptions, settings: AwsSettings): readonly TemplateProblem[] {
  const judged = judge(options, settings);
  return judged.some(({ refusals }) => refusals.length === 0) ? [] : refusalsOf(judged);
}

/** The ways to launch that a template may use. */
export function usableHandlers(options: AwsOptions, settings: AwsSettings): readonly LaunchHandler[] {
  return judge(options, settings)
    .filter(({ refusals }) => refusals.length === 0)
    .map(({ handler }) => handler);
}

function judge(options: AwsOptions, settings: AwsSettings): readonly Judged[] {
  return wantedHandlers(options, settings).map((name) => {
    const handler = HANDLER_TABLE[name];
    return { handler, refusals: handler.refusals(options, settings) };
  });
}

function wantedHandlers({ handlers }: AwsOptions, settings: AwsSettings): readonly Handler[] {
  return handlers === undefined ? settings.handlers : handlers.filter((name) => settings.handlers.includes(name));
}

function refusalsOf(judged: readonly Judged[]): readonly TemplateProblem[] {
  const byText = new Map(judged.flatMap(({ refusals }) => refusals).map((problem) => [`${problem.path}: ${problem.message}`, problem]));
  if (byText.size > 0) return [...byText.values()];
  return [{ path: 'handlers', message: 'every way to launch that the template names is switched off in the connection’s settings' }];
}
