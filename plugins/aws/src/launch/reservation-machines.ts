import type { Instance } from '@aws-sdk/client-ec2';
import type { ObservedMachine } from '@hostwright/core/provider';
import { factsOfInstance } from '../machines/facts.js';
import { observeInstance } from '../machines/observe.js';
import type { AwsSession } from '../session/session.js';
import { marketOf } from './handlers/common.js';
import type { SendInput } from './handlers/handler.js';

/** The machines of a reservation, as they are by now: a repeated call answers those of the first. */
export function reservationMachines(
  session: AwsSession,
  instances: readonly Instance[],
  { document, header }: Pick<SendInput, 'document' | 'header'>,
  providerTimeMs: number,
): readonly ObservedMachine[] {
  return instances.flatMap((instance) => {
    const facts = factsOfInstance(instance);
    if (facts === undefined) return [];
    const machine = observeInstance(session, facts, providerTimeMs);
    // The call decided these; an answer may leave them out.
    const units = document.weights[facts.type] ?? 1;
    return [{ ...machine, header, units, tags: document.tags, market: marketOf(facts.lifecycle, document.market) }];
  });
}
