/** Longest part of a cloud's own message that goes into ours. */
const LONGEST_MESSAGE = 300;

/** A cloud's message in one line, without what it encodes for IAM administrators, and without keys. */
export function tidy(message: string): string {
  const plain = message
    .replaceAll(/Encoded authorization failure message: [\w-]+/g, 'the encoded reason is left out')
    .replaceAll(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '(access key)')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (plain === '' || plain === 'Unknown' || plain === 'UnknownError') return '';
  return plain.length > LONGEST_MESSAGE ? `${plain.slice(0, LONGEST_MESSAGE)}...` : plain.replace(/\.$/, '');
}

/** The wait that an answer asked for, in milliseconds. Source: RFC 9110, section 10.2.3. */
export function retryAfterMs(error: unknown): number | undefined {
  const { $response } = error as { readonly $response?: { readonly headers?: Readonly<Record<string, string>> } };
  const header = $response?.headers?.['retry-after'];
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.round(waitMs) : undefined;
}
