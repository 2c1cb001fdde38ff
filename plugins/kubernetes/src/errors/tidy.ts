/** Longest part of a server's own message that goes into ours. */
const LONGEST_MESSAGE = 400;

/** A server's message in one line, without tokens, keys and control characters. */
export function tidy(message: string): string {
  const plain = message
    .replaceAll(/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)?/g, '(token)')
    .replaceAll(/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, '(key)')
    .replaceAll(/\bBearer\s+\S+/gi, '(token)')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return plain.length > LONGEST_MESSAGE ? `${plain.slice(0, LONGEST_MESSAGE)}...` : plain.replace(/\.$/, '');
}

/** A text without what a call was authorised with: a server that echoes it must not get it into a log. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret.length >= 4).reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text);
}
