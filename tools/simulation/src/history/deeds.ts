import type { HostFactoryCaller } from '../callers/host-factory.js';
import type { TemplateName } from '../world/site-settings.js';
import { Choices } from '../world/random.js';
import { embeds } from './embedders.js';
import { asksEngines, callsWrongly, decidesOnOrphans, givesBackOddly, looksAround, triesRebuild } from './people.js';
import { sharesAccount, takesOver } from './take-over.js';
import type { World } from '../world/world.js';
import type { Plan } from './plan.js';

/** Something that a caller does of its own will. */
export interface Deed {
  readonly name: string;
  readonly atMs: number;
  readonly run: (world: World, caller: HostFactoryCaller) => void;
}

const TEMPLATES: readonly TemplateName[] = [
  'plain',
  'plain',
  'plain',
  'plain',
  'fleet',
  'disks',
  'heavy',
  'capped',
  'scripted',
  'marked',
  'silent',
];
/** What few ask for. */
const RARE: readonly TemplateName[] = ['costly', 'booted', 'commands', 'empty'];
/** Half of what is asked for is made elsewhere. */
const TEMPLATES_OF_TWO: readonly TemplateName[] = [...TEMPLATES, ...TEMPLATES.map(() => 'elsewhere' as const)];

/** What callers do in a history: at least five requests, most of them at once. */
export function deedsOf(plan: Plan): readonly Deed[] {
  const choices = new Choices(plan.seed, 'deeds');
  const asks = Array.from({ length: choices.between(3, 4) }, () => ask(choices, plan));
  const returns = Array.from({ length: 2 }, () => giveBack(choices, plan));
  const others = Array.from({ length: choices.between(0, 3) }, () => choices.pick(OTHERS)?.(choices, plan) ?? ask(choices, plan));
  return [...asks, ...returns, ...others, ...rarely(choices, 0.02, askAtOnce, plan), ...rarely(choices, 0.006, forget, plan)];
}

function rarely(choices: Choices, chance: number, deed: typeof askAtOnce, plan: Plan): readonly Deed[] {
  return choices.chance(chance) ? [deed(choices, plan)] : [];
}

function ask(choices: Choices, { actsMs, connections }: Plan): Deed {
  const common = connections === 2 ? TEMPLATES_OF_TWO : TEMPLATES;
  const templateId = choices.pick(choices.chance(0.05) ? RARE : common) ?? 'plain';
  const units = choices.between(1, 3);
  const atMs = Math.floor(choices.next() ** 2 * actsMs * 0.8);
  return { name: `asks for ${units} x ${templateId}`, atMs, run: (_world, caller) => caller.ask(templateId, units) };
}

function giveBack(choices: Choices, { actsMs }: Plan): Deed {
  const own = new Choices(Math.floor(choices.next() * 2 ** 32), 'give back');
  const atMs = Math.floor(actsMs * (0.3 + choices.next() * 0.7));
  return {
    name: 'gives machines back',
    atMs,
    run: (_world, caller) => caller.giveBack([...caller.holds].filter(() => own.chance(0.5)).map((machineId) => ({ machineId }))),
  };
}

function cancel(choices: Choices, { actsMs }: Plan): Deed {
  const own = new Choices(Math.floor(choices.next() * 2 ** 32), 'cancel');
  return {
    name: 'cancels a request',
    atMs: Math.floor(choices.next() * actsMs),
    run: (_world, caller) => {
      const open = own.pick(caller.requests.filter((request) => !request.ended && request.kind === 'acquire'));
      if (open !== undefined) caller.cancel(open.requestId);
    },
  };
}

/** @param share - in which part of the time of deeds */
function byPeople(name: string, act: typeof looksAround, [from, to] = [0, 1]): typeof askForReturns {
  return (choices, { actsMs }) => {
    const own = new Choices(Math.floor(choices.next() * 2 ** 32), name);
    const atMs = Math.floor((from + choices.next() * (to - from)) * actsMs);
    return { name, atMs, run: (world, caller) => act(world, caller, own) };
  };
}

/** Nobody polls for a whole minute. */
function forget(choices: Choices, { actsMs }: Plan): Deed {
  const atMs = Math.floor(choices.next() * actsMs * 0.3);
  return { name: 'asks and forgets', atMs, run: (_world, caller) => caller.ask('plain', 1, { forgets: true, pollWithinMs: 60_000 }) };
}

/** More than the engine sends at the same time. */
function askAtOnce(choices: Choices, { actsMs }: Plan): Deed {
  const atMs = Math.floor(choices.next() * actsMs * 0.5);
  const MANY = 18;
  return {
    name: `asks ${MANY} times at once`,
    atMs,
    run: (_world, caller) => {
      for (let index = 0; index < MANY; index += 1) caller.ask('plain', 1);
    },
  };
}

function askForReturns(choices: Choices, { actsMs }: Plan): Deed {
  const atMs = Math.floor((0.3 + choices.next() * 0.6) * actsMs);
  return {
    name: 'asks for returns',
    atMs,
    run: (world, caller) => {
      caller.askForReturns();
      world.time.after(1_600, () => caller.askForReturns());
    },
  };
}

const OTHERS = [
  cancel,
  cancel,
  askForReturns,
  byPeople('looks around', looksAround),
  byPeople('decides on orphans', decidesOnOrphans, [0.4, 1]),
  byPeople('asks engines', asksEngines),
  byPeople('tries a rebuild', triesRebuild),
  byPeople('calls wrongly', callsWrongly),
  byPeople('gives back oddly', givesBackOddly),
  byPeople('takes machines of another over', takesOver, [0, 0.7]),
  byPeople('takes machines of another over', takesOver, [0, 0.7]),
  byPeople('works in the same account', sharesAccount, [0, 0.1]),
  byPeople('embeds us', embeds),
];
