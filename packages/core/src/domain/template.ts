import type { MachineShape } from './shape.js';
import type { Tag } from './tag.js';

/** A scheduler attribute of a template, as Host Factory types it: `["Numeric", "4"]`. */
export interface TemplateAttribute {
  readonly name: string;
  readonly type: 'String' | 'Numeric' | 'Boolean';
  readonly value: string;
}

/** No upper limit on the machines of a template. */
export const UNLIMITED = -1;

/**
 * What may be launched. `Options` are the keys that the connection's provider understands (image, machine type, network, ...),
 * already validated by its `templateSchema`.
 */
export interface Template<Options = unknown> {
  readonly templateId: string;
  readonly connection: string;
  /** Most machines of this template at any time, over all requests; {@link UNLIMITED} for no limit. */
  readonly maxNumber: number;
  /** Higher comes first in listings of dialects that order by it. */
  readonly priority: number;
  readonly attributes: readonly TemplateAttribute[];
  /** Put on every machine beside our own tags. */
  readonly tags: readonly Tag[];
  /** User data as text, before the provider renders it; undefined for none. */
  readonly userData: string | undefined;
  readonly options: Options;
}

/** A template whose shape is known: stated by its attributes or learnt from the provider's catalogue. */
export interface ShapedTemplate {
  readonly template: Template;
  readonly shape: MachineShape | undefined;
  /** Why the provider refused the template for good; undefined while it is usable, or not judged yet. */
  readonly problem: string | undefined;
}

/** Whether a template's own attributes tell its size: processors and memory. The catalogue is asked where they do not. */
export function statesShape(template: Template): boolean {
  const states = (name: string): boolean => template.attributes.some((attribute) => attribute.name === name);
  return states('ncpus') && (states('nram') || states('mem'));
}
