import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a control plane keeps its things, below one folder. */
export interface Places {
  readonly folder: string;
  readonly logs: string;
  readonly certificates: string;
  /** The API server's own certificate, which is its own authority. */
  readonly caFile: string;
  readonly keyFile: string;
  readonly tokens: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
  readonly auditPolicy: string;
  readonly auditLog: string;
  readonly etcdSocket: string;
  readonly kubeconfigs: string;
}

/** Who is known by a token. */
export interface KnownUser {
  readonly name: string;
  readonly token: string;
  readonly groups?: readonly string[];
}

/** How much of a request is kept, in the words of Kubernetes. Source: kubernetes.io/docs/tasks/debug/debug-cluster/audit */
export type AuditLevel = 'None' | 'Metadata' | 'Request' | 'RequestResponse';

/** May do everything, and is left out of the audit log: the control plane itself, and what these tests do to the cluster. */
export const COMPONENTS = 'emulator:components';

/** The group that may do everything. */
export const MASTERS = 'system:masters';

export function placesIn(folder: string): Places {
  return {
    folder,
    logs: join(folder, 'logs'),
    certificates: join(folder, 'certificates'),
    caFile: join(folder, 'certificates', 'apiserver.crt'),
    keyFile: join(folder, 'certificates', 'apiserver.key'),
    tokens: join(folder, 'tokens.csv'),
    serviceAccountKey: join(folder, 'service-account.key'),
    serviceAccountPublicKey: join(folder, 'service-account.pub'),
    auditPolicy: join(folder, 'audit-policy.json'),
    auditLog: join(folder, 'audit.jsonl'),
    etcdSocket: join(folder, 'etcd.sock'),
    kubeconfigs: join(folder, 'kubeconfigs'),
  };
}

export function newUser(name: string, groups: readonly string[] = []): KnownUser {
  return { name, groups, token: randomBytes(24).toString('base64url') };
}

/** Writes what the parts read when they start. */
export async function writeFiles(places: Places, users: readonly KnownUser[], audit: AuditLevel): Promise<void> {
  await Promise.all([places.logs, places.certificates, places.kubeconfigs].map((folder) => mkdir(folder)));
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  await writeFile(places.serviceAccountKey, privateKey, { mode: 0o600 });
  await writeFile(places.serviceAccountPublicKey, publicKey);
  await writeFile(places.tokens, tokenTable(users), { mode: 0o600 });
  await writeFile(places.auditPolicy, auditPolicy(audit));
}

/** One line each: token, name, id, groups. Source: kubernetes.io/docs/reference/access-authn-authz/authentication#static-token-file */
export function tokenTable(users: readonly KnownUser[]): string {
  return users.map(({ name, token, groups = [] }, index) => `${token},${name},${index},"${groups.join(',')}"\n`).join('');
}

/** The moment of arrival is kept, too: so one sees which requests are still under way. */
function auditPolicy(level: AuditLevel): string {
  const rules = [{ level: 'None', users: [COMPONENTS, 'system:apiserver'] }, { level }];
  return JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules });
}
