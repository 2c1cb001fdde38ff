import { isProviderError, ProviderError } from '@hostwright/core/provider';
import type { FailedCall } from './to-provider-error.js';
import { tidy } from './tidy.js';

/** What happened to a call without a whole answer. */
export interface LostCall extends FailedCall {
  readonly cause: unknown;
  readonly neverSent: boolean;
  /** Whom it was sent to, for people. */
  readonly server: string;
}

/** Codes of connections that the server's certificate does not vouch for. Source: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|PATH_LENGTH|ERR_TLS_CERT)/;
/** What comes back when the other side speaks no TLS, or a key does not fit its certificate. */
const UNSPEAKABLE = /^(?:EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH|ERR_OSSL|ERR_SSL_NO_START)/;
/** The server does not take the client's certificate. */
const UNWANTED = /^ERR_SSL_.*ALERT_(?:BAD_|UNKNOWN_CA|CERTIFICATE)|^ERR_SSL_TLSV1_ALERT_UNKNOWN_CA/;

const HINTS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of the host does not exist: check the server’s address and the proxy',
  EAI_AGAIN: 'check the name servers of this host',
  ECONNREFUSED: 'nobody listens there: check the server’s address and the proxy',
  EHOSTUNREACH: 'there is no way to it: check the network, or name a proxy',
  ENETUNREACH: 'there is no way to it: check the network, or name a proxy',
  ETIMEDOUT: 'check that this host reaches it, or name a proxy',
};

/**
 * Says in the contract's words what became of a call that got no whole answer: one that never left can be tried again; a write that may have
 * left is an unknown outcome; a server that is not trusted, or is none, is for the settings.
 */
export function networkError({ cause, neverSent, action, effect, server }: LostCall): ProviderError {
  if (isProviderError(cause)) return cause;
  const { code, message = '' } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  const reason = code ?? (tidy(message) || 'no reason given');
  const wrong = neverSent ? settingsProblem(reason) : undefined;
  const options = { ...(code === undefined ? {} : { code }), cause: bare(cause) };
  if (UNWANTED.test(reason)) {
    return new ProviderError('Credentials', `${action}: ${server} does not accept the client certificate (${reason}): renew it`, options);
  }
  if (reason === 'ERR_INVALID_CHAR') {
    return new ProviderError(
      'Credentials',
      `${action}: nothing was sent: the token holds what no header may hold: write it without line ends`,
      options,
    );
  }
  if (wrong !== undefined) {
    return new ProviderError('InvalidSettings', `${action}: nothing was sent to ${server} (${reason}): ${wrong.what}`, {
      ...options,
      subject: wrong.subject,
    });
  }
  if (neverSent) {
    const hint = HINTS[reason];
    return new ProviderError(
      'Unavailable',
      `${action}: nothing was sent to ${server} (${reason})${hint === undefined ? '' : `: ${hint}`}`,
      options,
    );
  }
  const errorClass = effect === 'read' ? 'Unavailable' : 'OutcomeUnknown';
  return new ProviderError(
    errorClass,
    `${action}: the connection to ${server} broke off before the answer was complete (${reason})`,
    options,
  );
}

function settingsProblem(reason: string): { readonly what: string; readonly subject: string } | undefined {
  if (reason === 'CERT_HAS_EXPIRED') return { what: 'its certificate has expired: renew it there', subject: 'server' };
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return { what: 'its certificate is for another name: correct the address, or set tlsServerName', subject: 'tlsServerName' };
  }
  if (UNTRUSTED.test(reason)) {
    return {
      what: 'its certificate is not trusted: set caFile to its authority’s, or caBundle for a proxy that opens TLS',
      subject: 'caFile',
    };
  }
  if (UNSPEAKABLE.test(reason)) {
    return {
      what: 'it speaks no TLS, or a certificate or key cannot be used: check the address, and the files of certificates',
      subject: 'server',
    };
  }
  return undefined;
}

/** The system's error without what hangs on it: request, socket, headers. */
function bare(cause: unknown): unknown {
  if (!(cause instanceof Error)) return undefined;
  const code: unknown = (cause as { readonly code?: unknown }).code;
  return Object.assign(new Error(tidy(cause.message)), { name: cause.name }, code === undefined ? {} : { code });
}
