import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGo, type Go } from './go.js';

/** The file in a folder that was built into: each part is a link to it. */
export const BINARY = 'kubernetes';

/** What nodes and pods do, for kwok. */
export const STAGES = 'stages.yaml';

/** By whose name the binary is called, it is that part. */
const PARTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'kubectl'] as const;
export type Part = (typeof PARTS)[number];

/** Of kwok's own: nodes become ready at once, renew their leases and fail when they are told to; pods become ready. */
const STAGE_FILES = [
  'node/fast/node-initialize.yaml',
  'node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
  'node/chaos/node-not-ready.yaml',
  'pod/fast/pod-ready.yaml',
];

/** Builds the control plane into an empty folder. Minutes; a second time seconds, of what Go keeps. */
export async function build(go: Go, folder: string): Promise<void> {
  const names = ['k8s.io/kubernetes', 'sigs.k8s.io/kwok'];
  await runGo(go, ['mod', 'download', ...names]);
  const found = await runGo(go, ['list', '-m', '-f', '{{.Version}} {{.Dir}}', ...names]);
  const [kubernetes, kwok] = found.split('\n').map((line) => ({ version: line.split(' ', 1)[0] ?? '', folder: line.replace(/^\S+ /, '') }));
  if (kubernetes === undefined || kwok === undefined) throw new Error(`go list answers ${found}`);
  const versions = [
    `-X k8s.io/component-base/version.gitVersion=${kubernetes.version}`,
    `-X sigs.k8s.io/kwok/pkg/consts.Version=${kwok.version}`,
  ];
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', `-s -w ${versions.join(' ')}`];
  await mkdir(folder, { recursive: true });
  await runGo(go, ['build', ...flags, '-o', join(folder, BINARY), '.']);
  await Promise.all(PARTS.map((part) => symlink(BINARY, join(folder, part))));
  await writeFile(join(folder, STAGES), await stagesOf(join(kwok.folder, 'kustomize', 'stage')));
}

async function stagesOf(folder: string): Promise<string> {
  const texts = await Promise.all(STAGE_FILES.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.map((text) => `---\n${text.trimEnd()}\n`).join('');
}
