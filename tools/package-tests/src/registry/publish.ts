import { dirname } from 'node:path';
import { runWell } from '../harness/run.js';

/** Publishes an archive to the registry of an environment. */
export async function publish(archive: string, environment: Readonly<Record<string, string>>, tag = 'latest'): Promise<void> {
  const command = ['npm', 'publish', archive, '--tag', tag, '--provenance=false', '--access', 'public'] as const;
  await runWell(command, { cwd: dirname(archive), environment });
}
