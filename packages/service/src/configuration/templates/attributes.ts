import type { TemplateAttribute } from '@hostwright/core';
import type { CommonTemplate } from './template-schema.js';

type AttributeType = TemplateAttribute['type'];
type Scalar = string | number | boolean;

const TYPES: Readonly<{ [name: string]: AttributeType }> = { string: 'String', numeric: 'Numeric', boolean: 'Boolean' };

/** Attributes whose type is known where a file does not state it. */
const USUAL_TYPES: Readonly<{ [attribute: string]: AttributeType }> = {
  type: 'String',
  ncpus: 'Numeric',
  ncores: 'Numeric',
  nthreads: 'Numeric',
  nram: 'Numeric',
  mem: 'Numeric',
  rank: 'Numeric',
  ngpus: 'Numeric',
};

/** A number, or LSF's range of numbers. */
const NUMERIC = /^(?:-?\d+(?:\.\d+)?|\[\d+(?:\.\d+)?:\d+(?:\.\d+)?\])$/;

/** Attributes as Host Factory types them, or every sentence about what is wrong with them. */
export type ReadAttributes = { readonly attributes: readonly TemplateAttribute[]; readonly problems: readonly string[] };

/** Normalises the forms in which files state attributes: pairs, one-element lists and plain values. */
export function readAttributes(stated: CommonTemplate['attributes']): ReadAttributes {
  const read = Object.entries(stated ?? {}).map(([name, form]) => readAttribute(name, form));
  return {
    attributes: read.flatMap((entry) => (typeof entry === 'string' ? [] : [entry])),
    problems: read.filter((entry) => typeof entry === 'string'),
  };
}

function readAttribute(name: string, form: Scalar | readonly Scalar[]): TemplateAttribute | string {
  const parts = typeof form === 'object' ? form : [form];
  const [first = '', second] = parts;
  if (second === undefined) return checked(name, typeOf(name, first), first);
  const type = typeof first === 'string' && Object.hasOwn(TYPES, first.toLowerCase()) ? TYPES[first.toLowerCase()] : undefined;
  if (type === undefined) return `attributes.${name}: the first of the pair must be "String", "Numeric" or "Boolean"`;
  return checked(name, type, second);
}

function typeOf(name: string, value: Scalar): AttributeType {
  if (typeof value === 'boolean') return 'Boolean';
  if (Object.hasOwn(USUAL_TYPES, name)) return USUAL_TYPES[name] ?? 'String';
  return typeof value === 'number' ? 'Numeric' : 'String';
}

function checked(name: string, type: AttributeType, value: Scalar): TemplateAttribute | string {
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
  if (type === 'Numeric' && !NUMERIC.test(text)) return `attributes.${name}: a Numeric must be a number, or a range like "[1:4]"`;
  if (type === 'Boolean' && text !== '0' && text !== '1') return `attributes.${name}: a Boolean must be "1" or "0"`;
  return { name, type, value: text };
}
