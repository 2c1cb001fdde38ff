import type { ProviderErrorClass } from '@hostwright/core/provider';
import { EC2_ERRORS, FLEET_ERRORS, ROLE_ERRORS } from './ec2-errors.js';
import type { ErrorMeaning, ErrorRow, ErrorSource } from './error-row.js';
import { AUTO_SCALING_ERRORS, CATALOG_ERRORS, COMMON_ERRORS, SQS_ERRORS, SSM_ERRORS, STS_ERRORS } from './service-errors.js';

/** Every code that is known, by the page that documents it. No code stands twice. */
export const ERROR_SOURCES: readonly ErrorSource[] = [
  EC2_ERRORS,
  FLEET_ERRORS,
  ROLE_ERRORS,
  COMMON_ERRORS,
  AUTO_SCALING_ERRORS,
  STS_ERRORS,
  SSM_ERRORS,
  SQS_ERRORS,
  CATALOG_ERRORS,
];

const ROWS: ReadonlyMap<string, ErrorRow> = new Map(
  ERROR_SOURCES.flatMap(({ rows }) => rows).flatMap((entry) => entry.codes.map((code) => [code, entry] as const)),
);

/**
 * Codes that no table knows, by how AWS builds names. Such a code refuses the request as it was made, before anything was done.
 *
 * Source: the naming of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const PATTERNS: readonly (readonly [pattern: RegExp, meaning: ErrorMeaning])[] = [
  [/^Insufficient\w*Capacity/, 'Capacity'],
  [/Throttl|^TooManyRequests/, 'Throttled'],
  [/LimitExceeded(?:Exception)?$|CountExceeded$|QuotaExceeded(?:Exception)?$/, 'Quota'],
  [/AlreadyExists(?:Exception)?$|\.Duplicate$/, 'Conflict'],
  [/NotFound(?:Exception)?$|DoesNotExist$/, 'NotFound'],
  [/^AccessDenied|^Unauthorized|NotPermitted$|NotAuthorized/, 'PermissionDenied'],
  [/^Unsupported|NotSupported(?:Exception)?$/, 'Unsupported'],
  [/^Invalid|^Missing|^Malformed|\.Malformed$/, 'InvalidTemplate'],
];

/** What a code means; undefined for one whose name says nothing. HTTP status is never asked: capacity comes as 400 and as 500. */
export function meaningOfCode(code: string): { readonly meaning: ErrorMeaning; readonly remedy: string | undefined } | undefined {
  // Spot requests and activities put the side at fault before the code.
  const bare = code.replace(/^(?:Client|Server)\./, '');
  const known = ROWS.get(code) ?? ROWS.get(bare);
  if (known !== undefined) return { meaning: known.meaning, remedy: known.remedy };
  const matching = PATTERNS.find(([pattern]) => pattern.test(bare));
  return matching === undefined ? undefined : { meaning: matching[1], remedy: undefined };
}

/** The contract's class of a code that stands inside a good answer; undefined for a fault, and for a code whose name says nothing. */
export function classOfCode(code: string): ProviderErrorClass | undefined {
  const meaning = meaningOfCode(code)?.meaning;
  return meaning === 'Fault' ? undefined : meaning;
}
