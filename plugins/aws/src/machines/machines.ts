import type { Machines } from '@hostwright/core/provider';
import { launch, offers, prepare, validate } from '../launch/index.js';
import type { AwsSession } from '../session/session.js';
import type { AwsOptions } from '../template/options.js';
import { adoptMachines } from './adopt/adopt.js';
import { membersOf } from './adopt/members.js';
import { cleanUp } from './clean-up.js';
import { feed } from './feed/feed.js';
import { inspect } from './inspect.js';
import { restart, start, stop } from './power.js';
import { rememberLaunched } from './remember.js';
import { sweep } from './sweep/sweep.js';
import { terminate } from './terminate.js';

/** The machines of one connection. `feed` is there when a queue of events is configured. */
export function createMachines(session: AwsSession): Machines<AwsOptions> {
  const machines: Machines<AwsOptions> = {
    validate: (input) => validate(session, input),
    offers: async (input) => offers(session, input),
    prepare: (input) => prepare(session, input),
    async launch(input) {
      const result = await launch(session, input);
      rememberLaunched(session, result);
      return result;
    },
    sweep: (input) => sweep(session, input),
    inspect: (input) => inspect(session, input),
    terminate: (input) => terminate(session, input),
    start: (input) => start(session, input),
    stop: (input) => stop(session, input),
    restart: (input) => restart(session, input),
    cleanUp: (input) => cleanUp(session, input),
    adopt: (input) => adoptMachines(session, input),
    members: (input) => membersOf(session, input),
  };
  const { eventQueueUrl } = session.settings;
  if (eventQueueUrl === undefined) return machines;
  return { ...machines, feed: (input) => feed(session, eventQueueUrl, input) };
}
