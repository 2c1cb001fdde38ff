import type { Remedy } from '@hostwright/core';
import type { ErrorText } from '../error-entry.js';
import type { ExitName } from './exit-codes.js';

/** What is said about an error of the command line itself, and what the process ends with. */
export interface CommandErrorText extends ErrorText {
  readonly exit: Remedy | Extract<ExitName, 'usage' | 'damaged' | 'interrupted'>;
}
