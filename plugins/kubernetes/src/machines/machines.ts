import type { Machines } from '@hostwright/core/provider';
import { launch, offers, prepare, validate } from '../launch/index.js';
import type { KubernetesSession } from '../session/session.js';
import type { KubernetesOptions } from '../template/options.js';
import { adoptMachines } from './adopt/adopt.js';
import { membersOf } from './adopt/members.js';
import { cleanUp } from './clean-up.js';
import { feed } from './feed/feed.js';
import { inspect } from './inspect.js';
import { sweep } from './sweep/sweep.js';
import { terminate } from './terminate/terminate.js';

/** The machines of one connection. */
export function createMachines(session: KubernetesSession): Machines<KubernetesOptions> {
  return {
    validate: (input) => validate(session, input),
    offers: (input) => offers(session, input),
    prepare: (input) => prepare(session, input),
    launch: (input) => launch(session, input),
    sweep: (input) => sweep(session, input),
    inspect: (input) => inspect(session, input),
    terminate: (input) => terminate(session, input),
    cleanUp: (input) => cleanUp(session, input),
    adopt: (input) => adoptMachines(session, input),
    members: (input) => membersOf(session, input),
    feed: (input) => feed(session, input),
  };
}
