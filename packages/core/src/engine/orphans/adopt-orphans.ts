import type { DomainEvent } from '../../domain/events.js';
import type { Machine } from '../../domain/machine.js';
import { newId } from '../../ports/random.js';
import type { ReadTransaction, WriteTransaction } from '../../ports/store.js';
import { headerOfTags } from '../../provider/header.js';
import { bumpWakeups, type Front } from '../front.js';
import { groupBy, type Some } from '../group-by.js';
import { changeEvents } from '../machine-events.js';
import { adoptedIntent, adoptedRequest, adoptMachine, templateOf } from './adopted-request.js';
import { chooseOrphans } from './choose-orphans.js';
import type { OrphanSelection, OrphanVerdict } from './orphans-api.js';

/** Makes orphans live machines of a request that Host Factory may ask for, and return. */
export async function adoptOrphans(front: Front, selection: OrphanSelection): Promise<readonly OrphanVerdict[]> {
  if (selection.dryRun === true) {
    const { chosen, others } = await front.store.read((tx) => chooseOrphans(tx, selection));
    return [...chosen.map((machine) => adopted(machine, undefined)), ...others];
  }
  return front.store.write(async (tx) => {
    const { chosen, others } = await chooseOrphans(tx, selection);
    const named = groupBy(chosen, ({ connection, requestId }) => `${connection}\n${requestId}`);
    const verdicts: OrphanVerdict[] = [];
    for (const machines of named.values()) verdicts.push(...(await adoptTogether(tx, front, machines)));
    for (const connection of new Set(chosen.map((machine) => machine.connection))) await bumpWakeups(tx, connection);
    return [...verdicts, ...others];
  });
}

/** Machines whose tags name one request. */
async function adoptTogether(tx: WriteTransaction, front: Front, orphans: Some<Machine>): Promise<readonly OrphanVerdict[]> {
  const [first] = orphans;
  const { connection } = first;
  const nowMs = front.clock.now();
  const requestId = await freeRequestId(tx, front, first.requestId);
  const adopt = (orphan: Machine): Machine => {
    const templateId = templateOf(orphan.tags, connection, front.templates)?.templateId ?? '';
    return adoptMachine(orphan, requestId, templateId, nowMs);
  };
  const machines = orphans.map(adopt) as readonly Machine[] as Some<Machine>;
  await tx.saveMachines(machines);
  await saveUnknownIntents(tx, machines, nowMs);
  await tx.saveRequest(adoptedRequest({ requestId, connection, machines, templates: front.templates, nowMs }));
  await tx.appendEvents(nowMs, adoptionEvents(orphans, machines));
  return machines.map((machine) => adopted(machine, requestId));
}

/** The request that the tags name is answered already, where it is known: what is adopted now belongs to one of its own. */
async function freeRequestId(tx: ReadTransaction, { random }: Front, requestId: string): Promise<string> {
  return requestId !== '' && (await tx.request(requestId)) === undefined ? requestId : newId(random, 'req');
}

/** What the launch left behind is cleaned up only while the launch is known. */
async function saveUnknownIntents(tx: WriteTransaction, machines: readonly Machine[], nowMs: number): Promise<void> {
  for (const [intentId, own] of groupBy(machines, (machine) => machine.intentId)) {
    const header = headerOfTags(own[0].tags);
    if (header !== undefined && (await tx.intent(intentId)) === undefined) await tx.saveIntent(adoptedIntent(header, own, nowMs));
  }
}

function adoptionEvents(before: readonly Machine[], after: readonly Machine[]): readonly DomainEvent[] {
  return after.flatMap((machine, index): readonly DomainEvent[] => {
    const { requestId, machineId, connection, intentId } = machine;
    return [{ type: 'OrphanAdopted', requestId, machineId, connection, intentId, by: 'operator' }, ...changeEvents(before[index], machine)];
  });
}

function adopted({ machineId, connection }: Machine, requestId: string | undefined): OrphanVerdict {
  return { machineId, connection, outcome: 'done', requestId, message: '' };
}
