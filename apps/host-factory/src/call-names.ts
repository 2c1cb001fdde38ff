import { CALL_NAMES, type CallName, LEGACY_CALL_NAMES } from '@hostwright/host-factory-protocol';

/** Every call that is answered, old ones included. */
export const ANSWERED_CALLS: readonly CallName[] = [...CALL_NAMES, ...LEGACY_CALL_NAMES];

/** Whether a command line's first word is a Host Factory call. */
export function isHostFactoryCall(word: string | undefined): word is CallName {
  return (ANSWERED_CALLS as readonly (string | undefined)[]).includes(word);
}
