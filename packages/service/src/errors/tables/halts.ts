import type { HaltReason } from '@hostwright/core';
import type { ErrorText } from '../error-entry.js';

/** Why a connection is halted: nothing is launched, ended or given up there. Told by doctor and by requests that wait for it. */
export const HALTS: Readonly<{ [Kind in HaltReason['kind']]: ErrorText }> = {
  'store-is-old': {
    title: 'the store is older than the cloud',
    cause: 'The cloud shows machines of this deployment that the store knows nothing of: an old copy was restored, or the store was lost.',
    remedy: 'Rebuild the store from what the clouds show, or restore its newest copy.',
    example: 'connection "mock" is halted: machines of an unknown incarnation of this store are there',
    mends: 'host-factory store rebuild',
  },
  'identity-changed': {
    title: 'the connection leads to another account than before',
    cause: 'The credentials or the address of a connection now belong to another account, project or cluster.',
    remedy:
      'Set back the credentials; to use another account, make a connection with another name. Where nothing was ever launched, the connection takes the account of the present credentials after ten minutes.',
    example: 'connection "mock" is halted: it was account 1234, and is account 5678 now',
    mends: 'host-factory providers health',
  },
};
