import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installKubernetes, startKubernetes } from '@hostwright/emulators/kubernetes';
import kubernetesProvider from '@hostwright/provider-kubernetes';
import { afterAll, describe, expect, it } from 'vitest';
import { PlainContext } from '../conformance/plain-context.js';

const MANIFEST = fileURLToPath(new URL('../../../../plugins/kubernetes/rbac.yaml', import.meta.url));
const run = promisify(execFile);
const kubernetes = await startKubernetes({ nodes: 1 });
afterAll(() => kubernetes.stop());

/** Opens the plugin as the manifest's account. */
async function open(token: string, handler: string) {
  const settings = { server: kubernetes.url, token, caData: await readFile(kubernetes.caFile, 'utf8'), namespace: 'hostwright', handler };
  const parsed = await kubernetesProvider.settingsSchema['~standard'].validate(settings);
  if (parsed.issues !== undefined) throw new Error('the settings are refused');
  return kubernetesProvider.create(parsed.value, new PlainContext());
}

describe('the manifest', { tags: ['kubernetes.settings', 'real'] }, () => {
  it('sets the product up when it is applied as its documentation says, whichever way it launches', async () => {
    const { folder } = await installKubernetes();
    const kubectl = (...args: readonly string[]) => run(join(folder, 'kubectl'), args, { env: { KUBECONFIG: kubernetes.adminKubeconfig } });
    await kubectl('create', 'namespace', 'hostwright');
    await kubectl('apply', '-f', MANIFEST);
    const { stdout: token } = await kubectl('create', 'token', 'hostwright', '-n', 'hostwright');
    for (const handler of ['pod', 'job', 'deployment', 'stateful-set']) {
      const provider = await open(token.trim(), handler);
      const signal = new AbortController().signal;
      // The API server hears of a binding a moment later.
      await expect
        .poll(() => provider.health({ signal }), { timeout: 300_000 })
        .toMatchObject({ status: 'healthy', identity: { principal: 'system:serviceaccount:hostwright:hostwright' } });
      await provider.dispose?.();
    }
  });
});
