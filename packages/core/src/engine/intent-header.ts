import type { Deployment } from '../domain/connection.js';
import type { Intent, IntentHeader } from '../domain/intent.js';

/**
 * What an intent's machines are tagged with. It keeps the incarnation under which it was made: sent again after a restore it must be the
 * same call to the cloud, which would refuse its token otherwise.
 */
export function headerOf(deployment: Deployment, { requestId, intentId, sequence, generation }: Intent): IntentHeader {
  const { deploymentId, endedLives } = deployment;
  const { incarnation } = endedLives.find((life) => sequence <= life.lastSequence) ?? deployment;
  return { deploymentId, incarnation, requestId, intentId, sequence, generation };
}
