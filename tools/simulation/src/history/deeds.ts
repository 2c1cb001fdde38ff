import type { HostFactoryCaller } from '../callers/host-factory.js';
import type { TemplateName } from '../world/site-settings.js';
import { Choices } from '../world/random.js';
import type { World } from '../world/world.js';
import type { Plan } from './plan.js';

/** Something that a caller does of its own will. */
export interface Deed {
  readonly name: string;
  readonly atMs: number;
  readonly run: (world: World, caller: HostFactoryCaller) => void;
}

const TEMPLATES: readonly TemplateName[] = ['plain', 'plain', 'plain', 'fleet', 'disks', 'heavy', 'capped'];

/** What callers do in a history: at least five requests, most of them at once. */
export function deedsOf(plan: Plan): readonly Deed[] {
  const choices = new Choices(plan.seed, 'deeds');
  const asks = Array.from({ length: choices.between(3, 5) }, () => ask(choices, plan));
  const returns = Array.from({ length: choices.between(2, 3) }, () => giveBack(choices, plan));
  const others = Array.from(
    { length: choices.between(0, 2) },
    () => choices.pick([cancel, askForReturns])?.(choices, plan) ?? ask(choices, plan),
  );
  return [...asks, ...returns, ...others];
}

function ask(choices: Choices, { actsMs }: Plan): Deed {
  const templateId = choices.pick(TEMPLATES) ?? 'plain';
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

function askForReturns(choices: Choices, { actsMs }: Plan): Deed {
  return { name: 'asks for returns', atMs: Math.floor(choices.next() * actsMs), run: (_world, caller) => caller.askForReturns() };
}
