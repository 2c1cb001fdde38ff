import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askAs, type Ask } from './cluster/ask.js';
import { readAuditLog } from './cluster/audit.js';
import { writeKubeconfig } from './cluster/kubeconfig.js';
import { Nodes } from './cluster/nodes.js';
import { until } from './cluster/until.js';
import { startControlPlane } from './control-plane/control-plane.js';
import { COMPONENTS, MASTERS, newUser, placesIn, writeFiles, type KnownUser, type Places } from './control-plane/files.js';
import { installKubernetes } from './install/install.js';
import type { Kubernetes, KubernetesOptions } from './kubernetes.js';
import type { InstalledTool } from '../npm/install-once.js';

/** Patience of tests: what a real cluster takes minutes for happens within half of one. */
const PATIENCE = { nodeGraceSeconds: 20, evictionSeconds: 5 };

/** Who is known to a cluster. */
interface People {
  readonly components: KnownUser;
  readonly admin: KnownUser;
  readonly others: readonly KnownUser[];
}

/**
 * Starts a Kubernetes on the loopback address: etcd, API server, controller manager and scheduler as they are, and nodes that only pretend.
 * Builds it when it is not in the user's cache folder, which takes minutes. It ends with this process, however that ends.
 *
 * @throws in one line, when Go is missing or a part does not start; then the logs of the parts stay where it says
 */
export async function startKubernetes(options: KubernetesOptions = {}): Promise<Kubernetes> {
  const tool = await installKubernetes();
  const places = placesIn(await mkdtemp(join(tmpdir(), 'hostwright-kubernetes-')));
  try {
    return await start(tool, places, options);
  } catch (error) {
    await tool.dispose();
    throw new Error(`Kubernetes did not start: ${(error as Error).message} (logs: ${places.logs})`, { cause: error });
  }
}

async function start(tool: InstalledTool, places: Places, options: KubernetesOptions): Promise<Kubernetes> {
  const people = peopleOf(options.users ?? []);
  const { components, admin, others } = people;
  await writeFiles(places, [components, admin, ...others], options.audit ?? 'Request');
  const plane = await startControlPlane({
    binaries: tool.folder,
    places,
    patience: { ...PATIENCE, ...options.patience },
    token: components.token,
    writeKubeconfig: (url) => writeKubeconfig(places, { url, user: components.name, token: components.token }),
  });
  const asked = askAs({ url: plane.url, caFile: places.caFile, token: components.token });
  const ask: Ask = async (question) => {
    await plane.check();
    return asked(question);
  };
  const nodes = new Nodes(ask);
  try {
    await takesPods(ask);
    await nodes.add(options.nodes ?? 1);
  } catch (error) {
    await plane.stop();
    throw error;
  }
  const kubeconfigFor: Kubernetes['kubeconfigFor'] = ({ user, token = tokenOf(people, user), url = plane.url, namespace }) =>
    writeKubeconfig(places, { url, user, token, namespace });
  let diedAt = 0;
  return {
    url: plane.url,
    caFile: places.caFile,
    keyFile: places.keyFile,
    logs: places.logs,
    adminToken: admin.token,
    adminKubeconfig: await kubeconfigFor({ user: admin.name }),
    users: Object.fromEntries(others.map(({ name, token }) => [name, { token }])),
    nodes,
    get processIds() {
      return plane.processIds;
    },
    kubeconfigFor,
    ask,
    auditLog: () => readAuditLog(places.auditLog, diedAt),
    restartApiServer: async (signal = 'SIGTERM') => {
      await plane.restartApiServer(signal, async () => void (diedAt = await sizeOf(places.auditLog)));
    },
    stop: async () => {
      await plane.stop();
      await rm(places.folder, { recursive: true, force: true });
      await tool.dispose();
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

function peopleOf(names: readonly string[]): People {
  return {
    components: newUser(COMPONENTS, [MASTERS]),
    admin: newUser('admin', [MASTERS]),
    others: ['product', ...names].map((name) => newUser(name)),
  };
}

function tokenOf({ admin, others }: People, user: string): string {
  const known = [admin, ...others].find(({ name }) => name === user);
  if (known === undefined) throw new Error(`nobody is called ${user}: name him in \`users\` of startKubernetes, or give a token`);
  return known.token;
}

/** Pods are refused until the controller manager has made their namespace's account. */
async function takesPods(ask: Ask): Promise<void> {
  await until('pods are taken', async () => {
    const { status } = await ask({ path: '/api/v1/namespaces/default/serviceaccounts/default' });
    return status === 200 || undefined;
  });
}
