import type { RenderedTemplates } from '../render/templates.js';
import { renderTemplates } from '../render/templates.js';
import { parseNoInput } from '../parse/other-calls.js';
import { failed, succeeded } from './answer.js';
import type { Answer, CallContext, CallInfo } from './options.js';
import { waitUntil } from './wait.js';

/** More waiting templates than these are not named. */
const MAX_NAMED = 5;

/**
 * Lists what may be requested. A template that is missing from a list is gone for Host Factory for good; hence all that can be used, or
 * none and exit 1, after which the last list stands and the call comes again.
 */
export async function getAvailableTemplates(context: CallContext, inputText: string, info: CallInfo): Promise<Answer> {
  parseNoInput(inputText);
  let rendered = await readTemplates(context);
  if (rendered.status === 'waiting') {
    await waitUntil(context, info, {
      waitMs: context.timing.waitMs,
      condition: async () => (await readTemplates(context)).status !== 'waiting',
    });
    rendered = await readTemplates(context);
  }
  if (rendered.status === 'complete') return succeeded(rendered.document);
  return rendered.status === 'none' ? noTemplates(context, rendered.problems) : notKnownYet(context, rendered.templateIds);
}

async function readTemplates(context: CallContext): Promise<RenderedTemplates> {
  const hostAttribute = context.providerHostAttribute;
  return renderTemplates(await context.queries.templates(), { dialect: context.dialect, hostAttribute });
}

function noTemplates(context: CallContext, refused: readonly string[]): Answer {
  const [first, ...others] = [...context.templateProblems, ...refused];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const why = first === undefined ? '' : `: ${first.replace(/[.\s]+$/, '')}${more}`;
  const advice = 'Check the template files with "templates validate".';
  return failed(context.dialect, 'error', `getAvailableTemplates: no template can be used${why}. ${advice}`);
}

function notKnownYet(context: CallContext, templateIds: readonly string[]): Answer {
  const named = templateIds.slice(0, MAX_NAMED).join(', ') + (templateIds.length > MAX_NAMED ? ', ...' : '');
  return failed(
    context.dialect,
    'warning',
    `getAvailableTemplates: the provider's catalogue does not say yet how large the machines of ${named} are. ` +
      'Ask again later, or state ncpus and memory in the attributes of these templates.',
  );
}
