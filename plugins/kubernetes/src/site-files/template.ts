import type { SiteEntry, Translation } from '@hostwright/core/provider';
import { templateKeys } from '../template/keys.js';
import { translate, type Rule, type Rules } from './rules.js';
import { toFlag, toPath, toTexts } from './values.js';

/**
 * Keys of templates: Morgan Stanley's `podSpec`, and those of the vendor's OpenShift plugin. Those that are not here are ignored:
 * docs/kubernetes.md says why for each. Source: https://github.com/morganstanley/symphony-hostfactory, documentation
 */
const RULES: Readonly<Record<string, Rule>> = {
  podSpec: (value) => [['podSpec', toPath(value)]],
  imageId: (value) => [['image', value]],
  // The vendor's "pod type": a name for people.
  vmType: (value) => [['machineType', value]],
  nodeSelectors: (value) => [['nodeSelector', toTexts(value)]],
  privileged: (value) => [['securityContext', { privileged: toFlag(value) }]],
  mountPaths: mounts,
};

const TEMPLATE_RULES: Rules = { rules: RULES, ownKeys: Object.keys(templateKeys.shape), defaults: () => [] };

/** Translates the provider's keys of one template. Reads nothing else. */
export function translateTemplate(entries: readonly SiteEntry[]): Translation {
  return translate(entries, TEMPLATE_RULES);
}

/** Claims by name, and where they are mounted. */
function mounts(value: unknown): ReturnType<Rule> {
  // Something else is left for the schema to refuse.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [['volumeMounts', value]];
  const paths = Object.entries(value) as readonly (readonly [string, unknown])[];
  return [
    ['volumes', paths.map(([name]) => ({ name, persistentVolumeClaim: { claimName: name } }))],
    ['volumeMounts', paths.map(([name, mountPath]) => ({ name, mountPath }))],
  ];
}
