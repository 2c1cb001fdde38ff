import { isProviderError, type OperationInput, type StarterTemplate, type Suggestions } from '@hostwright/core/provider';
import { createNodeReader, type CatalogNode } from '../catalog/nodes.js';
import type { KubernetesSession } from '../session/session.js';
import { entry, starter, STARTER_IMAGE } from './starter.js';

/** A machine takes at most this part of a node, so that some fit beside the cluster's own pods. */
const PART = 4;

/** Looks at the nodes and suggests templates that fit on them. Reads only. @throws {ProviderError} */
export async function suggest(session: KubernetesSession, input: OperationInput): Promise<Suggestions> {
  const { default: namespace } = await session.namespaces();
  try {
    const nodes = (await createNodeReader(session)(input)).filter(({ usable }) => usable);
    const remarks = [`${nodes.length} nodes take pods; machines go into the namespace ${namespace}`];
    return nodes.length === 0
      ? { templates: starter.templates, remarks }
      : { templates: templatesFor(nodes), remarks: [...remarks, IMAGE_REMARK] };
  } catch (error) {
    if (!isProviderError(error) || error.errorClass !== 'PermissionDenied') throw error;
    return {
      templates: starter.templates,
      remarks: [`nodes may not be listed, so the size is a guess; machines go into the namespace ${namespace}`, IMAGE_REMARK],
    };
  }
}

const IMAGE_REMARK = `image is ${STARTER_IMAGE}, which does nothing: name your own`;

function templatesFor(nodes: readonly CatalogNode[]): readonly StarterTemplate[] {
  const plain = nodes.filter(({ gpus, market, taints }) => gpus.size === 0 && market === 'on-demand' && taints.length === 0);
  const withGpus = nodes.find(({ gpus }) => gpus.size > 0);
  const spot = nodes.find(({ market }) => market === 'spot');
  const [gpuResource] = withGpus?.gpus.keys() ?? [];
  return [
    templateFor('pod', plain[0] ?? nodes[0]),
    ...(withGpus === undefined || gpuResource === undefined
      ? []
      : [templateFor('gpu', withGpus, [entry('gpus', 1), entry('gpuResource', gpuResource), ...tolerations(withGpus)])]),
    ...(spot === undefined ? [] : [templateFor('spot', spot, [...spotEntries(spot), ...tolerations(spot)])]),
  ];
}

function templateFor(templateId: string, node: CatalogNode | undefined, more: StarterTemplate['entries'] = []): StarterTemplate {
  const cpus = Math.max(1, Math.floor((node?.shape.vcpus ?? 1) / PART));
  const memoryMib = Math.max(256, Math.floor((node?.shape.memoryMib ?? 1_024) / PART));
  return { templateId, entries: [entry('image', STARTER_IMAGE), entry('cpus', cpus), entry('memoryMib', memoryMib), ...more] };
}

function tolerations({ taints }: CatalogNode): StarterTemplate['entries'] {
  const tolerated = taints.map(({ key, value, effect }) => ({
    key,
    operator: value === undefined ? 'Exists' : 'Equal',
    ...(value === undefined ? {} : { value }),
    effect,
  }));
  return tolerated.length === 0 ? [] : [entry('tolerations', tolerated)];
}

function spotEntries({ spotLabel }: CatalogNode): StarterTemplate['entries'] {
  return spotLabel === undefined ? [] : [entry('nodeSelector', Object.fromEntries([spotLabel]))];
}
