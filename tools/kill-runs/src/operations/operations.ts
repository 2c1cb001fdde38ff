import type { Operation } from '../plan/plan.js';
import { playCancel } from './cancel.js';
import { playGroup, playReturn } from './give-back.js';
import type { PlayOperation } from './operation.js';
import { playRebuild } from './rebuild.js';
import { playReclaim } from './reclaim.js';
import { playRequest, playTopUp } from './request.js';
import { playRestart } from './restart.js';

/** How each operation is played. */
export const OPERATIONS_PLAYED: Readonly<Record<Operation, PlayOperation>> = {
  request: playRequest,
  return: playReturn,
  cancel: playCancel,
  'top-up': playTopUp,
  group: playGroup,
  reclaim: playReclaim,
  rebuild: playRebuild,
  restart: playRestart,
};
