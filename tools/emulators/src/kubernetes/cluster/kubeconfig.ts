import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Places } from '../control-plane/files.js';

/** Whom a kubeconfig leads where. */
interface Way {
  readonly url: string;
  readonly user: string;
  readonly token: string;
  readonly namespace?: string | undefined;
}

let written = 0;

/**
 * Writes a kubeconfig beside the others: one cluster, one user, one context, all named after the user.
 *
 * @returns its path
 */
export async function writeKubeconfig({ kubeconfigs, caFile }: Places, { url, user, token, namespace }: Way): Promise<string> {
  const file = join(kubeconfigs, `${written++}.json`);
  // JSON is YAML, too.
  const kubeconfig = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: user, cluster: { server: url, 'certificate-authority': caFile } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: user, user, ...(namespace !== undefined && { namespace }) } }],
    'current-context': user,
  });
  await writeFile(file, kubeconfig, { mode: 0o600 });
  return file;
}
