import { dirname, join } from 'node:path';
import type { Clock } from '@hostwright/core/ports';
import type { Patience } from '../patience.js';
import type { SqliteSession } from '../sqlite/session.js';
import { Heartbeat } from './heartbeat.js';
import { HostClaim } from './host-claim.js';
import { type HostIdentity, thisHost } from './host-identity.js';
import { OpenClaim } from './open-claim.js';

/** What the claim on one store is made from. */
export interface ClaimInput {
  readonly file: string;
  readonly session: SqliteSession;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly silenceMs: number;
  readonly host: HostIdentity | undefined;
}

/** The claim as write transactions see it, and as the store's users do. */
export interface CreatedClaim {
  readonly guard: HostClaim;
  readonly handle: OpenClaim;
}

const HEARTBEAT_NAME = 'hostwright.claim';

/** Makes this process's part in the claim on a store that other hosts can reach. Claims nothing yet: the first write does. */
export function createClaim({ file, session, patience, clock, silenceMs, host = thisHost() }: ClaimInput): CreatedClaim {
  const heartbeat = new Heartbeat(join(dirname(file), HEARTBEAT_NAME));
  const guard = new HostClaim({ session, heartbeat, host, silenceMs, clock });
  return { guard, handle: new OpenClaim({ guard, session, patience, host }) };
}
