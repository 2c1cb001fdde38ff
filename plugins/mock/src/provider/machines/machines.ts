import type { Machines } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import type { MockOptions } from '../template.js';
import { adopt, members } from './adopt.js';
import { restart, start, stop, terminate } from './change.js';
import { cleanUp } from './clean-up.js';
import { feed } from './feed.js';
import { inspect } from './inspect.js';
import { launch } from './launch.js';
import { offersOf } from './offers.js';
import { prepareLaunch } from './prepare.js';
import { sweep } from './sweep.js';
import { validate } from './validate.js';

/** The machines of one connection. */
export function createMachines(session: Session): Required<Machines<MockOptions>> {
  return {
    validate: (input) => validate(session, input),
    offers: (input) => offersOf(session, input.options, input.signal),
    prepare: (input) => prepareLaunch(session, input),
    launch: (input) => launch(session, input),
    sweep: (input) => sweep(session, input),
    inspect: (input) => inspect(session, input),
    terminate: (input) => terminate(session, input),
    start: (input) => start(session, input),
    stop: (input) => stop(session, input),
    restart: (input) => restart(session, input),
    cleanUp: (input) => cleanUp(session, input),
    feed: (input) => feed(session, input),
    adopt: (input) => adopt(session, input),
    members: (input) => members(session, input),
  };
}
