import { RESERVED_TAG_KEYS } from '@hostwright/core/provider';
import type { TemplateKeys } from './keys.js';

/** What is wrong with two keys together, and at which of them it is told. */
export interface KeyProblem {
  readonly key: keyof TemplateKeys;
  readonly message: string;
}

const BASES = ['podSpec', 'pod', 'nativeSpec'] as const;
/** The keys that state a resource themselves. */
const RESOURCES = { cpu: 'cpus', memory: 'memoryMib', 'ephemeral-storage': 'ephemeralStorageMib' } as const;

/** Everything that is wrong with the keys together and needs no cluster to be seen. */
export function problemsOf(keys: TemplateKeys): readonly KeyProblem[] {
  return [...baseProblems(keys), ...resourceProblems(keys), ...reservedProblems(keys)];
}

function baseProblems(keys: TemplateKeys): readonly KeyProblem[] {
  const [first, ...more] = BASES.filter((key) => keys[key] !== undefined);
  const problems: KeyProblem[] = more.map((key) => ({ key, message: `${first} is stated, too: keep one of ${BASES.join(', ')}` }));
  if (first === undefined && keys.image === undefined && keys.podOverride === undefined) {
    problems.push({ key: 'image', message: 'nothing says what machines run: state image, podSpec, pod or nativeSpec' });
  }
  return problems;
}

function resourceProblems({ gpus, gpuResource, migProfile, requests = {}, limits = {}, ...keys }: TemplateKeys): readonly KeyProblem[] {
  const problems: KeyProblem[] = [];
  for (const [resource, key] of Object.entries(RESOURCES)) {
    if (keys[key] !== undefined && Object.hasOwn(requests, resource))
      problems.push({ key: 'requests', message: `${resource} is stated by ${key}, too: keep one of them` });
  }
  if (migProfile !== undefined && gpuResource !== undefined)
    problems.push({ key: 'gpuResource', message: 'migProfile is stated, which names the resource: keep one of them' });
  if (gpuResource !== undefined && gpus === undefined)
    problems.push({ key: 'gpuResource', message: 'it does nothing without gpus: add that, or take this out' });
  const gpu = gpuResourceOf({ gpus, gpuResource, migProfile });
  for (const key of ['requests', 'limits'] as const) {
    const stated = key === 'requests' ? requests : limits;
    if (gpu !== undefined && Object.hasOwn(stated, gpu)) problems.push({ key, message: `${gpu} is stated by gpus, too: keep one of them` });
  }
  return problems;
}

/** What tells a machine's owner is ours alone to write. */
function reservedProblems(keys: TemplateKeys): readonly KeyProblem[] {
  return (['labels', 'annotations'] as const).flatMap((key) =>
    Object.keys(keys[key] ?? {})
      .filter((name) => RESERVED_TAG_KEYS.includes(name) || name.startsWith('hostwright-'))
      .map((name) => ({ key, message: `${name} is written by the host factory alone: take it out` })),
  );
}

/** The resource that GPUs are asked by; undefined for none. */
export function gpuResourceOf({
  gpus,
  gpuResource,
  migProfile,
}: Pick<TemplateKeys, 'gpus' | 'gpuResource' | 'migProfile'>): string | undefined {
  if (migProfile !== undefined) return `nvidia.com/mig-${migProfile}`;
  return gpus === undefined ? undefined : (gpuResource ?? 'nvidia.com/gpu');
}
