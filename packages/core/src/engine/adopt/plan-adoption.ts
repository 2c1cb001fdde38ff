import type { AdoptionRecord, Intent } from '../../domain/intent.js';
import type { Machine } from '../../domain/machine.js';
import { HEADER_KEYS } from '../../provider/header.js';
import type { GroupMembers, ObservedMachine } from '../../provider/machines.js';

type Refused = AdoptionRecord['refused'][number];

/** What one look at the cloud showed of machines that are to be taken over. */
export interface AdoptionFacts {
  readonly intent: Pick<Intent, 'intentId' | 'machineIds'>;
  readonly adoption: AdoptionRecord;
  readonly deploymentId: string;
  /** Of the intent's group; undefined for none. */
  readonly members: GroupMembers | undefined;
  readonly shown: readonly ObservedMachine[];
  readonly notFound: readonly string[];
  /** Machines of the store under ids of the intent or its group. */
  readonly known: readonly Machine[];
  readonly nowMs: number;
  /** The request is so young that a machine of it may not show yet. */
  readonly mayLag: boolean;
}

/** What follows from it. */
export interface AdoptionPlan {
  readonly take: readonly ObservedMachine[];
  readonly refused: readonly Refused[];
  /** Something may still come, or could not be asked. */
  readonly waits: boolean;
}

/** Machines that an order names, or that its group names, and on which nothing is decided yet. */
export function undecided(
  { machineIds }: Pick<Intent, 'machineIds'>,
  { refused }: AdoptionRecord,
  members: GroupMembers | undefined,
  known: readonly Machine[],
): readonly string[] {
  const decided = new Set([
    ...refused.map(({ machineId }) => machineId),
    ...known.filter(({ orphan }) => !orphan).map(({ machineId }) => machineId),
  ]);
  return [...new Set([...machineIds, ...(members?.machineIds ?? [])])].filter((machineId) => !decided.has(machineId));
}

/** What was refused of an order so far. */
export function refusedOf({ adoption }: Intent): AdoptionRecord['refused'] {
  return adoption?.refused ?? [];
}

/** Decides which machines are taken over, which are not, and whether to look again. */
export function planAdoption(facts: AdoptionFacts): AdoptionPlan {
  const { intent, adoption, members, shown, notFound, known, nowMs, mayLag } = facts;
  const isOver = nowMs >= adoption.untilMs;
  const byId = new Map(shown.map((machine) => [machine.machineId, machine]));
  const absent = new Set(notFound);
  // A group names its machines before every server knows them; what somebody wrote down long ago is known, or gone.
  const named = new Set(members?.machineIds);
  const take: ObservedMachine[] = [];
  const refused: Refused[] = [];
  let waits = !isOver && members?.complete === false;
  for (const machineId of undecided(intent, adoption, members, known)) {
    const machine = byId.get(machineId);
    const obstacle = machine === undefined ? undefined : obstacleTo(machine, facts);
    if (obstacle !== undefined) refused.push(obstacle);
    else if (machine !== undefined) take.push(machine);
    else if (isOver || (absent.has(machineId) && !mayLag && !named.has(machineId))) refused.push(notThere(machineId));
    else waits = true;
  }
  return { take, refused, waits };
}

function obstacleTo(machine: ObservedMachine, { deploymentId, intent }: AdoptionFacts): Refused | undefined {
  const { machineId, status, header, tags, endReason } = machine;
  if (status.unified === 'terminated' || status.unified === 'terminating')
    return { machineId, refusal: 'ended', message: `it has ended, or is about to: ${endReason ?? status.raw}` };
  const owner = tags.find(({ key }) => key === HEADER_KEYS.deploymentId)?.value;
  if (owner !== undefined && owner !== deploymentId)
    return { machineId, refusal: 'foreign', message: `it belongs to the deployment ${owner}: return it there first` };
  if (owner !== undefined && header?.intentId !== intent.intentId)
    return { machineId, refusal: 'known', message: 'it is tagged as a machine of this deployment: see "host-factory orphans list"' };
  return undefined;
}

function notThere(machineId: string): Refused {
  return { machineId, refusal: 'not-found', message: 'the account and region of the connection have no such machine' };
}
