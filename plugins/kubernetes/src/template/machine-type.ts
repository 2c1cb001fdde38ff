import { isObject, objectAt } from './json.js';
import { gpusOf, requestsOf } from './shape.js';

/** Put on pods whose template names its machine type, so that it is found again. */
export const MACHINE_TYPE_ANNOTATION = 'hostwright-machine-type';

const BYTES_PER_MIB = 1_048_576;

/**
 * What a pod is called as a machine type: the name of its template, else the type of node that it selects, else what it asks for, as in
 * `2cpu-4096mib-1gpu`.
 */
export function machineTypeOf({ metadata, spec }: { readonly metadata?: unknown; readonly spec?: unknown }): string {
  const named = objectAt(metadata, 'annotations')[MACHINE_TYPE_ANNOTATION];
  if (typeof named === 'string' && named !== '') return named;
  const selected = isObject(spec) ? objectAt(spec, 'nodeSelector')['node.kubernetes.io/instance-type'] : undefined;
  if (typeof selected === 'string' && selected !== '') return selected;
  const requests = requestsOf(spec);
  const cpus = requests.get('cpu');
  const memory = requests.get('memory');
  const gpus = gpusOf(requests);
  const parts = [
    ...(cpus === undefined ? [] : [`${Number(cpus.toFixed(3))}cpu`]),
    ...(memory === undefined ? [] : [`${Math.floor(memory / BYTES_PER_MIB)}mib`]),
    ...(gpus === 0 ? [] : [`${gpus}gpu`]),
  ];
  return parts.length === 0 ? 'pod' : parts.join('-');
}
