import { z } from 'zod';

const text = z.string().min(1).optional();
const flag = z.boolean().optional();

const cluster = z.looseObject({
  server: z.string().min(1),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': flag,
  'tls-server-name': text,
  'proxy-url': text,
});

/** A program that gives credentials. Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#ExecConfig */
const exec = z.looseObject({
  apiVersion: z.string().min(1),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().optional(),
  provideClusterInfo: flag,
  interactiveMode: z.string().optional(),
});

const user = z.looseObject({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  'token-file': text,
  as: text,
  'as-groups': z.array(z.string()).nullish(),
  username: text,
  password: text,
  exec: exec.nullish(),
  'auth-provider': z.looseObject({ name: z.string() }).nullish(),
});

const context = z.looseObject({ cluster: z.string().min(1), user: z.string().optional(), namespace: text });

/** The part of a kubeconfig that is read. Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
export const kubeconfigSchema = z.looseObject({
  'current-context': z.string().nullish(),
  clusters: z.array(z.looseObject({ name: z.string(), cluster })).nullish(),
  users: z.array(z.looseObject({ name: z.string(), user: user.nullish() })).nullish(),
  contexts: z.array(z.looseObject({ name: z.string(), context })).nullish(),
});

/** A kubeconfig as it is written. */
export type KubeconfigFile = z.output<typeof kubeconfigSchema>;
/** A cluster entry. */
export type ClusterEntry = z.output<typeof cluster>;
/** A user entry. */
export type UserEntry = z.output<typeof user>;
/** A program that gives credentials. */
export type ExecConfig = z.output<typeof exec>;
