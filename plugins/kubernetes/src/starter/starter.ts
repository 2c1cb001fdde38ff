import type { SiteEntry, Starter } from '@hostwright/core/provider';

/** One key with its value. */
export function entry(key: string, value: unknown): SiteEntry {
  return { key, valueJson: JSON.stringify(value) };
}

/** Does nothing until it is told to end, in every registry's reach. Source: https://kubernetes.io/releases/download/#container-images */
export const STARTER_IMAGE = 'registry.k8s.io/pause:3.10.1';

/** What a new site starts with where the cluster could not be looked at: kubectl's own cluster, and one small machine. */
export const starter: Starter = {
  settings: [entry('namespace', '${HOSTWRIGHT_NAMESPACE:-default}')],
  templates: [{ templateId: 'pod', entries: [entry('image', STARTER_IMAGE), entry('cpus', 1), entry('memoryMib', 1_024)] }],
};
