import { ProviderError } from '@hostwright/core/provider';
import { z } from 'zod';
import type { ExecConfig } from '../cluster/kubeconfig-schema.js';
import type { Target } from '../cluster/target.js';
import { runProgram } from './run-program.js';

/** What a program gave. */
export interface ExecCredentials {
  readonly token: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** Undefined: they serve until they are refused. */
  readonly expiresAtMs: number | undefined;
}

/** Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

const answer = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.looseObject({
    token: z.string().min(1).optional(),
    clientCertificateData: z.string().min(1).optional(),
    clientKeyData: z.string().min(1).optional(),
    expirationTimestamp: z.string().nullish(),
  }),
});

/**
 * Asks the program that a kubeconfig names for credentials.
 * @throws {ProviderError} `Credentials`, or `InvalidSettings` when the kubeconfig asks for what cannot be done here
 */
export async function askProgram(exec: ExecConfig, target: Target, ca: string | undefined): Promise<ExecCredentials> {
  const { command, apiVersion } = exec;
  if (!VERSIONS.includes(apiVersion)) throw invalid(`the credential program ${command} speaks ${apiVersion}: update it to ${VERSIONS[0]}`);
  if (exec.interactiveMode === 'Always') throw invalid(`the credential program ${command} wants somebody to type: name one that does not`);
  const environment = {
    ...process.env,
    ...Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: specOf(exec, target, ca) }),
  };
  const printed = await runProgram({ command, args: exec.args ?? [], environment, installHint: exec.installHint });
  return readAnswer(printed, command);
}

function specOf(exec: ExecConfig, target: Target, ca: string | undefined): object {
  if (exec.provideClusterInfo !== true) return { interactive: false };
  return {
    interactive: false,
    cluster: {
      server: target.server,
      'tls-server-name': target.tlsServerName,
      'insecure-skip-tls-verify': target.insecure,
      'certificate-authority-data': ca === undefined ? undefined : Buffer.from(ca).toString('base64'),
      'proxy-url': target.proxyUrl,
    },
  };
}

function readAnswer(printed: string, command: string): ExecCredentials {
  const { data } = answer.safeParse(parseJson(printed));
  const status = data?.status;
  const hasCertificate = status?.clientCertificateData !== undefined && status.clientKeyData !== undefined;
  if (status === undefined || (status.token === undefined && !hasCertificate)) {
    throw new ProviderError(
      'Credentials',
      `the credential program ${command} prints no ExecCredential with a token or a certificate: run it by hand`,
      {
        subject: 'kubeconfig',
      },
    );
  }
  const expiresAtMs = Date.parse(status.expirationTimestamp ?? '');
  return {
    token: status.token,
    certificate: hasCertificate ? status.clientCertificateData : undefined,
    key: hasCertificate ? status.clientKeyData : undefined,
    expiresAtMs: Number.isFinite(expiresAtMs) ? expiresAtMs : undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(message: string): ProviderError {
  return new ProviderError('InvalidSettings', message, { subject: 'kubeconfig' });
}
