import type { Capabilities, MachineCapabilities, OptionalInterface } from '../provider/capabilities.js';
import type { Catalog } from '../provider/catalog.js';
import { SPECIFICATION_VERSION, type Provider } from '../provider/definition.js';
import { ProviderError } from '../provider/errors.js';
import type { Machines } from '../provider/machines.js';

type AnyProvider = Provider<unknown>;

const PROVIDER_OPERATIONS: readonly (keyof AnyProvider)[] = ['identify', 'health'];
const MACHINE_OPERATIONS: readonly (keyof Machines<unknown>)[] = [
  'validate',
  'offers',
  'prepare',
  'launch',
  'sweep',
  'inspect',
  'terminate',
];
const CATALOG_OPERATIONS: readonly (keyof Catalog<unknown>)[] = ['zones', 'machineTypes', 'offers', 'shape', 'quotas', 'estimate'];

/** Operations that a capability promises. */
const PROMISED: readonly (readonly [keyof MachineCapabilities, readonly (keyof Machines<unknown>)[]])[] = [
  ['stoppable', ['start', 'stop', 'restart']],
  ['groups', ['cleanUp']],
  ['feed', ['feed']],
  ['adoptable', ['adopt', 'members']],
];

const OPTIONAL_INTERFACES: Readonly<Record<OptionalInterface, true>> = {
  volumes: true,
  snapshots: true,
  networks: true,
  images: true,
  objects: true,
  identities: true,
  registries: true,
  clusters: true,
  telemetry: true,
};

/**
 * Checks what a plugin's `create` answered before anything relies on it: the mandatory operations are there, and so is what its
 * capabilities promise, no more and no less.
 *
 * @throws {ProviderError} `ContractViolation` naming the plugin, its version and everything that is missing
 */
export function checkProvider({ id, origin }: { readonly id: string; readonly origin: string }, provider: AnyProvider): AnyProvider {
  const problems = isObject(provider) ? problemsOf(provider) : ['create answered no object'];
  if (problems.length === 0) return provider;
  throw new ProviderError('ContractViolation', `provider '${id}' (${origin}) breaks the contract: ${problems.join('; ')}`);
}

function problemsOf(provider: AnyProvider): readonly string[] {
  const { capabilities, machines, catalog } = provider;
  const written: string = provider.specificationVersion;
  const version = written === SPECIFICATION_VERSION ? [] : [`specificationVersion is '${written}', not '${SPECIFICATION_VERSION}'`];
  const operations = [
    ...missing('', provider, PROVIDER_OPERATIONS),
    ...missing('machines.', machines, MACHINE_OPERATIONS),
    ...missing('catalog.', catalog, CATALOG_OPERATIONS),
  ];
  if (!describesItself(capabilities)) return [...version, ...operations, 'capabilities lack machines, its kinds, or interfaces'];
  const promised = PROMISED.filter(([capability]) => capabilities.machines[capability] === true);
  return [
    ...version,
    ...operations,
    ...promised.flatMap(([, names]) => missing('machines.', machines, names)),
    ...interfaceProblems(provider, capabilities.interfaces),
  ];
}

function describesItself(capabilities: Capabilities): boolean {
  if (!isObject(capabilities) || !isObject(capabilities.machines)) return false;
  const { kinds } = capabilities.machines;
  return Array.isArray(kinds) && kinds.length > 0 && Array.isArray(capabilities.interfaces);
}

function interfaceProblems(provider: AnyProvider, declared: readonly OptionalInterface[]): readonly string[] {
  const known = Object.keys(OPTIONAL_INTERFACES) as OptionalInterface[];
  return [
    ...declared.filter((name) => !isObject(provider[name])).map((name) => `${name} is declared but not there`),
    ...known.filter((name) => isObject(provider[name]) && !declared.includes(name)).map((name) => `${name} is there but not declared`),
  ];
}

function missing<Part extends object>(prefix: string, part: Part, names: readonly (keyof Part & string)[]): readonly string[] {
  return names.filter((name) => !isObject(part) || typeof part[name] !== 'function').map((name) => `${prefix}${name} is missing`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
