import { isObject, type Json, type JsonObject } from './json.js';

/**
 * Lists whose entries have a name, and the member that is it: they are merged entry by entry, as the API server merges them in a strategic
 * merge patch. Every other list is replaced whole.
 *
 * Source: `patchMergeKey` in https://github.com/kubernetes/api/blob/v0.36.0/core/v1/types.go
 */
const NAMED_LISTS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  ports: 'containerPort',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  resourceClaims: 'name',
};

/** Takes an entry out of a named list: `{ name: x, $patch: delete }`. */
const DIRECTIVE = '$patch';

/** Merges a patch over a pod: null takes out (RFC 7396), named lists are merged by name. Neither is changed. */
export function mergePod(base: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (value !== undefined) merged.set(key, mergeValue(key, merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function mergeValue(key: string, old: Json | undefined, value: Json): Json {
  if (isObject(value)) return mergePod(isObject(old) ? old : {}, value);
  const name = NAMED_LISTS[key];
  if (!Array.isArray(value) || name === undefined || !Object.hasOwn(NAMED_LISTS, key)) return value;
  return mergeNamed(Array.isArray(old) ? (old as readonly Json[]) : [], value as readonly Json[], name);
}

/** Old entries keep their order; new ones come after. What has no name is added. */
function mergeNamed(old: readonly Json[], patch: readonly Json[], name: string): readonly Json[] {
  const merged = [...old];
  for (const entry of patch) {
    const at = isObject(entry)
      ? merged.findIndex((other) => isObject(other) && other[name] !== undefined && other[name] === entry[name])
      : -1;
    const known = merged[at];
    if (isObject(entry) && entry[DIRECTIVE] === 'delete') {
      if (at !== -1) merged.splice(at, 1);
    } else if (isObject(entry)) {
      merged.splice(at === -1 ? merged.length : at, at === -1 ? 0 : 1, mergePod(isObject(known) ? known : {}, entry));
    } else {
      merged.push(entry);
    }
  }
  return merged;
}
