import type { Intent } from '../domain/intent.js';
import type { SurplusReason } from '../domain/machine.js';

/** What is known of a launch when one of its machines appears. */
export interface LateFacts {
  readonly intent: Intent;
  readonly requestEnded: boolean;
  /** Units of the intent's machines known so far, gone ones included. */
  readonly shownUnits: number;
  readonly groupRef: string | undefined;
}

/**
 * Why a machine that appears now is surplus; undefined while its launch was still to bring it. What comes after a launch has settled, and
 * shown all that it gave, has been replaced by then, or replaces what its group lost: nobody is told of it, and it is given back.
 */
export function lateSurplus({ intent, requestEnded, shownUnits, groupRef }: LateFacts): SurplusReason | undefined {
  const expected = intent.state !== 'settled' || shownUnits < intent.acceptedUnits;
  if (!requestEnded && expected) return undefined;
  return groupRef === undefined ? 'superseded' : 'refilled';
}
