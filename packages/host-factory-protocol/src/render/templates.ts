import type { ShapedTemplate } from '@hostwright/core';
import type { Dialect } from '../dialect.js';
import { renderAttributes } from './attributes.js';
import type { TemplateDocument, TemplatesDocument } from './documents.js';

/** What {@link renderTemplates} made of the configured templates. */
export type RenderedTemplates =
  | { readonly status: 'complete'; readonly document: TemplatesDocument }
  /** These templates can be used, but the size of their machines is not known yet. A list without them would be wrong for good. */
  | { readonly status: 'waiting'; readonly templateIds: readonly string[] }
  /** No template can be used; Host Factory would forget all of them if it were told so. */
  | { readonly status: 'none'; readonly problems: readonly string[] };

/**
 * Renders the answer of getAvailableTemplates. Templates that their provider refused are left out.
 *
 * @param options.hostAttribute - LSF: the Boolean attribute for hosts of a connection; undefined for none
 */
export function renderTemplates(
  templates: readonly ShapedTemplate[],
  options: { readonly dialect: Dialect; readonly hostAttribute: (connection: string) => string | undefined },
): RenderedTemplates {
  const usable = templates.filter((entry) => entry.problem === undefined);
  if (usable.length === 0)
    return { status: 'none', problems: templates.map(({ template, problem }) => `"${template.templateId}": ${problem ?? ''}`) };
  const waiting: string[] = [];
  const documents: TemplateDocument[] = [];
  const attributesOf = attributesRenderer(options);
  for (const entry of ORDER[options.dialect](usable)) {
    const attributes = attributesOf(entry);
    const { templateId, maxNumber, priority } = entry.template;
    if (attributes === undefined) waiting.push(templateId);
    else documents.push({ templateId, maxNumber, attributes, ...(options.dialect === 'lsf' && { priority }) });
  }
  if (waiting.length > 0) return { status: 'waiting', templateIds: waiting };
  const message = 'Get available templates success.';
  const document = { ...(options.dialect === 'lsf' && { status: 'complete' as const }), message, templates: documents };
  return { status: 'complete', document };
}

type Attributes = ReturnType<typeof renderAttributes>;

/** Sites with very many templates have few sizes of machines: the same attributes are rendered once. */
function attributesRenderer({ dialect, hostAttribute }: Parameters<typeof renderTemplates>[1]): (entry: ShapedTemplate) => Attributes {
  const rendered = new Map<
    object,
    { readonly shape: ShapedTemplate['shape']; readonly host: string | undefined; readonly attributes: Attributes }
  >();
  return (entry) => {
    const { template, shape } = entry;
    const host = hostAttribute(template.connection);
    const known = rendered.get(template.attributes);
    if (known !== undefined && known.shape === shape && known.host === host) return known.attributes;
    const attributes = renderAttributes(entry, dialect, host);
    rendered.set(template.attributes, { shape, host, attributes });
    return attributes;
  };
}

type Order = (templates: readonly ShapedTemplate[]) => readonly ShapedTemplate[];

/** Symphony tries templates as they stand in the file; LSF by priority, highest first, then by id. */
const ORDER: Readonly<{ [Key in Dialect]: Order }> = {
  symphony: (templates) => templates,
  lsf: (templates) => templates.toSorted(byPriority),
};

function byPriority(a: ShapedTemplate, b: ShapedTemplate): number {
  const priorities = b.template.priority - a.template.priority;
  if (priorities !== 0) return priorities;
  return a.template.templateId < b.template.templateId ? -1 : 1;
}
