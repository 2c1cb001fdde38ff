import { type ShapedTemplate, type TemplateAttribute, UNLIMITED } from '@hostwright/core';
import type { Column } from '../../cli/table.js';

/** A template as it is printed: beside the provider of its connection. */
export interface TemplateRow {
  readonly shaped: ShapedTemplate;
  readonly provider: string;
}

/** A template as JSON. User data may hold secrets: only its length is told. */
export function templateJson({ shaped, provider }: TemplateRow): object {
  const { template, shape, problem } = shaped;
  return {
    templateId: template.templateId,
    provider,
    connection: template.connection,
    maxNumber: template.maxNumber,
    priority: template.priority,
    usable: problem === undefined,
    problem: problem ?? null,
    shape: shape ?? null,
    attributes: Object.fromEntries(template.attributes.map(({ name, type, value }) => [name, [type, value]])),
    tags: Object.fromEntries(template.tags.map(({ key, value }) => [key, value])),
    userDataLength: template.userData?.length ?? 0,
    options: template.options,
  };
}

/** The columns of a table of templates. */
export function templateColumns(): readonly Column<TemplateRow>[] {
  return [
    { title: 'template', value: ({ shaped }) => shaped.template.templateId },
    { title: 'connection', value: ({ shaped }) => shaped.template.connection },
    { title: 'provider', value: ({ provider }) => provider },
    { title: 'maximum', value: ({ shaped }) => maximumText(shaped) },
    { title: 'ncpus', value: ({ shaped }) => stated(shaped, ['ncpus']) ?? shapeNumber(shaped.shape?.cores) },
    { title: 'memory MiB', value: ({ shaped }) => stated(shaped, ['nram', 'mem']) ?? shapeNumber(shaped.shape?.memoryMib) },
    { title: 'state', value: ({ shaped }) => shaped.problem ?? 'usable' },
  ];
}

/** The lines of one template for people. */
export function templateFields({ shaped, provider }: TemplateRow): readonly (readonly [string, string])[] {
  const { template, problem } = shaped;
  return [
    ['template', template.templateId],
    ['connection', `${template.connection} (${provider})`],
    ['state', problem ?? 'usable'],
    ['maximum', maximumText(shaped)],
    ['priority', String(template.priority)],
    ['attributes', template.attributes.map(attributeText).join(', ')],
    ['tags', template.tags.map(({ key, value }) => `${key}=${value}`).join(', ')],
    ['user data', template.userData === undefined ? '' : `${template.userData.length} characters`],
    ['options', JSON.stringify(template.options)],
  ];
}

function maximumText({ template }: ShapedTemplate): string {
  return template.maxNumber === UNLIMITED ? 'unlimited' : String(template.maxNumber);
}

function stated({ template }: ShapedTemplate, names: readonly string[]): string | undefined {
  return template.attributes.find(({ name }) => names.includes(name))?.value;
}

function shapeNumber(value: number | undefined): string {
  return value === undefined ? 'not known yet' : String(value);
}

function attributeText({ name, value }: TemplateAttribute): string {
  return `${name}=${value}`;
}
