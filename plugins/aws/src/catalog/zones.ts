import { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import type { AwsSession } from '../session/session.js';
import { createCached, type Cached } from '../cache/cached.js';
import { perSession } from '../cache/per-session.js';

const MAX_AGE_MS = 3_600_000;

/** The zones of the region that are open to the account, local ones that it opted into included, in order of their names. */
export const zonesOf: (session: AwsSession) => Cached<readonly string[]> = perSession((session) =>
  createCached({
    now: () => session.context.now(),
    maxAgeMs: MAX_AGE_MS,
    load: async (signal) => {
      // Without AllAvailabilityZones only zones that the account may use are answered.
      const { output } = await session.read('ec2', new DescribeAvailabilityZonesCommand({}), { signal });
      const names = (output.AvailabilityZones ?? []).flatMap(({ ZoneName, OptInStatus }) =>
        ZoneName === undefined || ZoneName === '' || OptInStatus === 'not-opted-in' ? [] : [ZoneName],
      );
      return [...new Set(names)].toSorted();
    },
  }),
);
