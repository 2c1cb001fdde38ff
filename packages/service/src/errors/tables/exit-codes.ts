import type { Remedy, StoreErrorKind } from '@hostwright/core';

/** What commands end with when there is no remedy to name. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** Refused or failed; for Host Factory calls the only code beside 0. */
  failed: 1,
  /** The command line is wrong: unknown command, option or argument. */
  usage: 2,
  /** A request ended without all that was asked for. */
  incomplete: 10,
  /** `doctor` or `providers health` found something that needs mending. */
  unhealthy: 11,
  /** `store verify` or `audit verify` found damage. */
  damaged: 12,
  /** `templates import` or `adopt` left something out. */
  partial: 13,
  /** Ended by SIGINT (Ctrl-C), as shells count: 128 and the signal's number. */
  interrupted: 130,
} as const;

/** Who acts next decides the exit code, so that a script can tell "try again" from "mend the template". */
export const REMEDY_EXIT_CODES: Readonly<{ [Key in Remedy]: number }> = {
  /** Change the template or the arguments. */
  'fix-template': 3,
  /** Change the configuration, a file's permissions or the environment. */
  'fix-settings': 4,
  /** Renew credentials or grant a permission in the cloud account. */
  'fix-account': 5,
  /** The same again later will do. */
  'retry-later': 6,
  /** It may have happened: look before you repeat it. */
  'inspect-first': 7,
  /** No capacity or quota here: another template, zone or type. */
  'try-elsewhere': 8,
  /** Our mistake. */
  'report-bug': 9,
};

/** What a store's refusal calls for. */
export const STORE_REMEDIES: Readonly<{ [Kind in StoreErrorKind]: Remedy }> = {
  busy: 'retry-later',
  conflict: 'retry-later',
  full: 'fix-settings',
  'read-only': 'fix-settings',
  corrupt: 'fix-settings',
  'newer-schema': 'fix-settings',
  'unsupported-file-system': 'fix-settings',
  claimed: 'retry-later',
  unavailable: 'fix-settings',
};

/** Name of an exit code that is no remedy. */
export type ExitName = keyof typeof EXIT;
