import type { HostFactoryCaller } from '../callers/host-factory.js';
import type { TemplateName } from '../world/site-settings.js';
import { Choices } from '../world/random.js';
import { asksEngines, callsWrongly, decidesOnOrphans, givesBackOddly, looksAround, triesRebuild } from './people.js';
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
/** Half of what is asked for is made elsewhere. */
const TEMPLATES_OF_TWO: readonly TemplateName[] = [...TEMPLATES, ...TEMPLATES.map(() => 'elsewhere' as const)];

/** What callers do in a history: at least five requests, most of them at once. */
export function deedsOf(plan: Plan): readonly Deed[] {
  const choices = new Choices(plan.seed, 'deeds');
  const asks = Array.from({ length: choices.between(3, 4) }, () => ask(choices, plan));
  const returns = Array.from({ length: 2 }, () => giveBack(choices, plan));
  const others = Array.from({ length: choices.between(0, 2) }, () => choices.pick(OTHERS)?.(choices, plan) ?? ask(choices, plan));
  return [...asks, ...returns, ...others];
}

function ask(choices: Choices, { actsMs, connections }: Plan): Deed {
  const templateId = choices.pick(connections === 2 ? TEMPLATES_OF_TWO : TEMPLATES) ?? 'plain';
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

function byPeople(name: string, act: typeof looksAround): typeof askForReturns {
  return (choices, { actsMs }) => {
    const own = new Choices(Math.floor(choices.next() * 2 ** 32), name);
    return { name, atMs: Math.floor(choices.next() * actsMs), run: (world, caller) => act(world, caller, own) };
  };
}

function askForReturns(choices: Choices, { actsMs }: Plan): Deed {
  return { name: 'asks for returns', atMs: Math.floor(choices.next() * actsMs), run: (_world, caller) => caller.askForReturns() };
}

const OTHERS = [
  cancel,
  cancel,
  askForReturns,
  byPeople('looks around', looksAround),
  byPeople('decides on orphans', decidesOnOrphans),
  byPeople('asks engines', asksEngines),
  byPeople('tries a rebuild', triesRebuild),
  byPeople('calls wrongly', callsWrongly),
  byPeople('gives back oddly', givesBackOddly),
];
