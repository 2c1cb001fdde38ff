import type { Machines } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import type { TemplateOptions } from '../template.js';
import { inspect } from './inspect.js';
import { launch } from './launch.js';
import { offers } from './offers.js';
import { prepare } from './prepare.js';
import { sweep } from './sweep.js';
import { terminate } from './terminate.js';
import { validate } from './validate.js';

/** The machines of one connection, one file for each operation. */
export function createMachines(session: Session): Machines<TemplateOptions> {
  return {
    validate: (input) => validate(session, input),
    offers: (input) => offers(session, input),
    prepare: (input) => prepare(session, input),
    launch: (input) => launch(session, input),
    sweep: (input) => sweep(session, input),
    inspect: (input) => inspect(session, input),
    terminate: (input) => terminate(session, input),
  };
}
