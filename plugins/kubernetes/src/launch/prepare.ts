import { tagsOfHeader, type LaunchSpec, type Offer, type PreparedLaunch, type WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import type { KubernetesOptions } from '../template/options.js';
import { compose, readTemplate } from './compose.js';
import { writeDocument } from './document.js';
import { launchName } from './names.js';

/** What a launch is prepared from. */
export type PrepareInput = WriteInput & { readonly spec: LaunchSpec<KubernetesOptions>; readonly offer: Offer; readonly units: number };

/** Reads the template's files and freezes the whole object, its name included. Asks nothing of the cluster. */
export async function prepare(session: KubernetesSession, { spec, units, header, token }: PrepareInput): Promise<PreparedLaunch> {
  const template = await readTemplate(session, spec);
  return writeDocument(
    compose(template, {
      name: launchName(header.deploymentId, token),
      units,
      tags: [...spec.tags, ...tagsOfHeader(header)],
    }),
  );
}
