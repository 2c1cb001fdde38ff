import type { ReclaimNotice } from '@hostwright/core/provider';
import { z } from 'zod';

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html and rebalance-recommendations.html beside it */
const eventSchema = z.object({
  'detail-type': z.string(),
  source: z.literal('aws.ec2'),
  region: z.string(),
  time: z.iso.datetime({ offset: true }),
  detail: z.object({ 'instance-id': z.string().regex(/^i-[\da-f]{1,32}$/) }),
});

/** Events after which a machine is not ours for long. A recommendation names no time: the notice that follows it may come at once. */
const TAKES_AWAY: ReadonlyMap<string, ReclaimNotice['reason']> = new Map([
  ['EC2 Spot Instance Interruption Warning', 'spot'],
  ['EC2 Instance Rebalance Recommendation', 'eviction'],
]);

/** What an event of EventBridge says of a machine. */
interface MachineEvent {
  readonly machineId: string;
  readonly region: string;
  readonly atMs: number;
  /** `spot`: AWS takes the machine away; `eviction`: it recommends to give it up; undefined: neither. */
  readonly takesAway: ReclaimNotice['reason'] | undefined;
}

/** Reads the body of a message; undefined when it is no event about an EC2 instance. Anybody may have written it. */
export function readEvent(body: string): MachineEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { data } = eventSchema.safeParse(json);
  if (data === undefined) return undefined;
  return {
    machineId: data.detail['instance-id'],
    region: data.region,
    atMs: Date.parse(data.time),
    takesAway: TAKES_AWAY.get(data['detail-type']),
  };
}
