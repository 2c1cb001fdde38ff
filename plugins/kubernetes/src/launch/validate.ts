import { isProviderError, type OperationInput, type ProviderError, type TemplateProblem } from '@hostwright/core/provider';
import { statusOf } from '../errors/status.js';
import type { KubernetesSession } from '../session/session.js';
import type { KubernetesOptions } from '../template/options.js';
import { compose, readTemplate } from './compose.js';
import { creationOf } from './creation.js';
import { launchName, partName } from './names.js';

/** Classes that say something of the template, and nothing of the cluster. */
const OF_THE_TEMPLATE: ReadonlySet<string> = new Set(['InvalidTemplate', 'PermissionDenied', 'Unsupported', 'NotFound']);

/**
 * Has the API server judge the very object that a launch creates, without keeping it: its fields, its policies, the permission to create it.
 * A quota that is used up now says nothing of the template.
 */
export async function validate(
  session: KubernetesSession,
  { options, signal }: OperationInput & { readonly options: KubernetesOptions },
): Promise<readonly TemplateProblem[]> {
  try {
    const template = await readTemplate(session, { options, userData: undefined });
    const document = compose(template, { name: launchName('validate', 'validate'), units: 1, tags: [] });
    const { action, request } = creationOf(document, partName(document.name, 0));
    await session.read<unknown>(action, { ...request, query: { ...request.query, dryRun: 'All' } }, { signal });
    return [];
  } catch (error) {
    if (isProviderError(error) && error.errorClass === 'Quota') return [];
    if (!isProviderError(error) || !OF_THE_TEMPLATE.has(error.errorClass)) throw error;
    return problemsOf(error);
  }
}

/** What is wrong, and where, as far as the API server says. */
function problemsOf(error: ProviderError): readonly TemplateProblem[] {
  const status = statusOf(error);
  const causes = (status?.details?.causes ?? []).flatMap(({ field, message }) =>
    field === undefined || field === '' || message === undefined ? [] : [{ path: field, message }],
  );
  if (causes.length > 0) return causes;
  const unknown = [...(status?.message ?? '').matchAll(/(unknown|duplicate) field "([^"]+)"/g)].map(([message, , path]) => ({
    path: path ?? '',
    message,
  }));
  if (unknown.length > 0) return unknown;
  const path = error.errorClass === 'PermissionDenied' || status?.details?.kind === 'namespaces' ? 'namespace' : error.subject;
  return [{ path: path ?? 'pod', message: error.message }];
}
