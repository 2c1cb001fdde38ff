import type { MachineShape, ShapedTemplate, TemplateAttribute } from '@hostwright/core';
import type { Dialect } from '../dialect.js';
import type { WireAttribute } from './documents.js';

/** An attribute that a scheduler needs and a machine type's shape can give. */
interface DerivedAttribute {
  readonly name: string;
  /** The other dialect's name of the same thing, taken over from templates that were written for it. */
  readonly alias?: string;
  /** Without it the template's size is not known, and the catalogue is asked. */
  readonly required: boolean;
  readonly type: WireAttribute[0];
  /** What holds for a template that needs no shape and does not state this either. */
  readonly fallback?: string;
  readonly of: (shape: MachineShape) => string;
}

/**
 * Names of host types. Symphony's and LSF's documents name X86_64; the name for 64-bit ARM is the common one of lsf.shared and not
 * verified: a site that calls it otherwise states `type` in its templates.
 */
const HOST_TYPES: Readonly<{ [Key in MachineShape['architecture']]: string }> = {
  x86_64: 'X86_64',
  arm64: 'LINUX_ARM64',
};

const TYPE: DerivedAttribute = {
  name: 'type',
  required: false,
  type: 'String',
  fallback: HOST_TYPES.x86_64,
  of: (shape) => HOST_TYPES[shape.architecture],
};

/**
 * Processors are counted as cores: both products do so unless EGO_DEFINE_NCPUS says otherwise, and a template that promises more than
 * the host then shows makes the scheduler ask for too few hosts.
 * Source: https://www.ibm.com/support/knowledgecenter/SSWRJV_10.1.0/lsf_config_ref/lsf.conf.ego_define_ncpus.5.html
 */
const NCPUS: DerivedAttribute = { name: 'ncpus', required: true, type: 'Numeric', of: (shape) => String(shape.cores) };
const NCORES: DerivedAttribute = { name: 'ncores', required: false, type: 'Numeric', of: (shape) => String(shape.cores) };
const NTHREADS: DerivedAttribute = {
  name: 'nthreads',
  required: false,
  type: 'Numeric',
  of: (shape) => String(Math.max(1, Math.round(shape.vcpus / Math.max(1, shape.cores)))),
};

function memory(name: string, alias: string): DerivedAttribute {
  return { name, alias, required: true, type: 'Numeric', of: (shape) => String(shape.memoryMib) };
}

/** What each dialect wants to know of a template's machines, in the order in which it is listed. */
const DERIVED: Readonly<{ [Key in Dialect]: readonly DerivedAttribute[] }> = {
  symphony: [TYPE, NCPUS, NCORES, memory('nram', 'mem')],
  lsf: [TYPE, NCORES, NCPUS, NTHREADS, memory('mem', 'nram')],
};

/** Hosts whose Boolean resource LSF's own plugins call otherwise than after our provider id. */
const HOST_RESOURCES: Readonly<{ [providerId: string]: string }> = { gcp: 'google' };

/**
 * LSF's Boolean resource for hosts of a provider, by which jobs select them: `awshost`, `azurehost`, `googlehost`, and for any other
 * provider its id and `host`. It must be defined in lsf.shared.
 */
export function lsfHostAttribute(providerId: string): string {
  const stem = Object.hasOwn(HOST_RESOURCES, providerId) ? HOST_RESOURCES[providerId] : providerId.replace(/[^0-9A-Za-z]/g, '');
  return `${stem}host`;
}

/**
 * Renders a template's attributes: those it states, and from its shape what it does not state of processors and memory. A template that
 * states its whole size is rendered without the catalogue, and then counts as X86_64 unless it states its type, too.
 *
 * @param hostAttribute - LSF: name of the Boolean attribute of the provider's hosts; a template that states it keeps its own value
 * @returns undefined when something required is neither stated nor known yet
 */
export function renderAttributes(
  { template, shape }: Pick<ShapedTemplate, 'template' | 'shape'>,
  dialect: Dialect,
  hostAttribute: string | undefined,
): Readonly<{ [name: string]: WireAttribute }> | undefined {
  const stated = new Map(template.attributes.map((attribute) => [attribute.name, attribute]));
  const rendered = new Map<string, WireAttribute>();
  const needsShape = DERIVED[dialect].some((derived) => derived.required && findStated(derived, stated) === undefined);
  if (needsShape && shape === undefined) return undefined;
  for (const derived of DERIVED[dialect]) {
    const found = findStated(derived, stated);
    const derivable = shape !== undefined && (needsShape || derived.fallback !== undefined);
    const value = found?.value ?? (derivable ? derived.of(shape) : derived.fallback);
    if (value !== undefined) rendered.set(derived.name, [found?.type ?? derived.type, value]);
  }
  for (const attribute of template.attributes) {
    if (!rendered.has(attribute.name) && !isAlias(attribute.name, dialect)) rendered.set(attribute.name, [attribute.type, attribute.value]);
  }
  if (dialect === 'lsf' && hostAttribute !== undefined && !rendered.has(hostAttribute)) rendered.set(hostAttribute, ['Boolean', '1']);
  return Object.fromEntries(rendered);
}

function findStated(derived: DerivedAttribute, stated: ReadonlyMap<string, TemplateAttribute>): TemplateAttribute | undefined {
  return stated.get(derived.name) ?? (derived.alias === undefined ? undefined : stated.get(derived.alias));
}

function isAlias(name: string, dialect: Dialect): boolean {
  return DERIVED[dialect].some((derived) => derived.alias === name);
}
