import type { Site } from '../site/types.js';
import type { SiteConfiguration } from '../types.js';
import type { Snapshot } from './snapshot.js';

/** What the snapshot says to one who asks for `site`. */
export function toConfiguration(snapshot: Snapshot, site: Site, deploymentId: string | undefined): SiteConfiguration {
  const { files, rest, fingerprint } = snapshot;
  const { ignoredKeys, ...others } = rest;
  return {
    ...others,
    site,
    deploymentId,
    templates: files.flatMap((file) => file.templates),
    templateProblems: files.flatMap((file) => file.problems),
    ignoredKeys: [...ignoredKeys, ...files.flatMap((file) => file.ignoredKeys)],
    fingerprint: fingerprint.name,
  };
}
