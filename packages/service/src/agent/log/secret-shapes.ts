const MASK = '[redacted]';

/** A name in running text that promises a secret, as `DB_PASSWORD` or `aws.secretAccessKey`. */
const NAME =
  '(?:[\\w.-]{0,64}(?:secret|passw|passphrase|pwd|token|credential|authorization|(?:api|private|access|account|shared)[_.-]?key|key[_.-]?data|signature|user[_.-]?data)[\\w.-]{0,64}|pw)';

/** Values that are no secrets, and references to one. */
const HARMLESS = '(?!\\[redacted\\]|env:|file:|\\$\\{|true\\b|false\\b|null\\b|\\*\\*\\*)';

/** Texts that look like secrets whoever they belong to, each with what takes its place. */
const SHAPES: readonly (readonly [shape: RegExp, replacement: string])[] = [
  // Source: RFC 7468. Cut off at its end, too.
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g, MASK],
  // Source: RFC 7519: header and payload are JSON objects in base64url.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, MASK],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@:"'\\]*:[^\s/@"'\\]+@/gi, `$1${MASK}@`],
  [/\b(bearer|basic|digest|negotiate)(\s+)[\w+/=.~,:-]{8,}/gi, `$1$2${MASK}`],
  // Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, unique identifiers.
  [/\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ABIA|ACCA)[A-Z0-9]{16}\b/g, MASK],
  // Source: docs.github.com, "About authentication to GitHub", and what others are known to begin with.
  [
    /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|npm_\w{30,}|xox[abeprs]-[\w-]{10,}|sk-[\w-]{20,}|ya29\.[\w-]{20,}|AIza[\w-]{30,})/g,
    MASK,
  ],
  // Parameters of signed URLs and of connection strings.
  [
    /\b(sig|signature|x-amz-(?:signature|credential|security-token)|x-goog-signature|accountkey|sharedaccesskey|access_token)=(?!\[redacted\])[^\s&;"'\\]{6,}/gi,
    `$1=${MASK}`,
  ],
  // "name": "any words", also where the quotation marks are quoted.
  [new RegExp(`(${NAME}(\\\\*["'])\\s*:\\s*\\2)${HARMLESS}(?:(?!\\2).){1,4096}`, 'gi'), `$1${MASK}`],
  // NAME=value, name: value.
  [new RegExp(`(\\b${NAME}\\s*(?::|=>?)\\s*["']?)${HARMLESS}[^\\s"',;}\\]\\\\]+`, 'gi'), `$1${MASK}`],
  [new RegExp(`(--${NAME})\\s+(?!\\[redacted\\]|-)[^\\s"']+`, 'gi'), `$1 ${MASK}`],
];

/** Forty characters of base64 with capitals, small letters and digits mixed: a secret key of AWS, for instance. A path is not. */
const FORTY = /(?<![\w+/=.-])[A-Za-z0-9+/]{40}(?![\w+/=.-])/g;

/** The text without what looks like a key, token or password, whether it is known as one or not. Rather too much than too little. */
export function hideSecretShapes(text: string): string {
  const hidden = SHAPES.reduce((rest, [shape, replacement]) => rest.replaceAll(shape, replacement), text);
  return hidden.replaceAll(FORTY, (word) => (isMixed(word) ? MASK : word));
}

function isMixed(word: string): boolean {
  return /[A-Z]/.test(word) && /[a-z]/.test(word) && /\d/.test(word);
}
