import { listOf } from '../call.js';
import { errorReply } from '../reply.js';
import type { Correction } from './forward.js';

const MACHINE_ID = /^i-(?:[\da-f]{8}|[\da-f]{17})$/;

/**
 * An id that cannot be one is refused as malformed; moto knows only "not found".
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const malformedIds: Correction = async (call, forward) => {
  const malformed = listOf(call, 'InstanceId').find((id) => !MACHINE_ID.test(id));
  if (malformed === undefined) return forward(call);
  return errorReply(call, { status: 400, code: 'InvalidInstanceID.Malformed', message: `Invalid id: "${malformed}"` });
};
