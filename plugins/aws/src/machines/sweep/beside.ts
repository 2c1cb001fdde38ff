import { isProviderError, type ObservedCompanion, type OperationInput, type SweepScope } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { listAutoScalingGroups } from '../groups/auto-scaling-groups.js';
import { listFleets } from '../groups/fleets.js';
import type { ListGroups } from '../groups/group-listing.js';
import { listSpotFleets } from '../groups/spot-fleets.js';
import { LAUNCH_TEMPLATE_KIND, VOLUME_KIND, type GroupKind } from '../kinds.js';
import { memoryOf } from '../memory.js';
import { agendaOf } from './agenda.js';
import { listIdleLaunchTemplates } from './launch-templates.js';
import { pageOf, type SweepFrame, type SweepInput, type SweepPage } from './page.js';
import { listLeftVolumes } from './volumes.js';

const LISTERS: Readonly<Record<GroupKind, ListGroups>> = {
  fleet: listFleets,
  'auto-scaling-group': listAutoScalingGroups,
  'spot-fleet': listSpotFleets,
};

/** Lists what a sweep shows beside the machines. Answers what could not be listed, and why: the rest is listed all the same. */
export async function* sweepBeside(
  session: AwsSession,
  frame: SweepFrame,
  input: SweepInput,
): AsyncGenerator<SweepPage, readonly string[]> {
  const agenda = agendaOf(session);
  const usedTemplates = new Set<string>();
  const problems: string[] = [];
  for (const kind of agenda.groups) {
    yield* guarded(kind, problems, () => sweepGroups(session, frame, kind, usedTemplates, input));
  }
  if (agenda.volumes) {
    memoryOf(session).machinesEnded = false;
    yield* guarded(VOLUME_KIND, problems, () => sweepCompanions(session, frame, VOLUME_KIND, listLeftVolumes, input));
  }
  // Which templates groups use is not known where groups could not be listed.
  if (agenda.launchTemplates && problems.length === 0) {
    const list: ListCompanions = (of, scope, token, operation) => listIdleLaunchTemplates(of, scope, usedTemplates, token, operation);
    yield* guarded(LAUNCH_TEMPLATE_KIND, problems, () => sweepCompanions(session, frame, LAUNCH_TEMPLATE_KIND, list, input));
  }
  return problems;
}

async function* guarded(kind: string, problems: string[], list: () => AsyncGenerator<SweepPage>): AsyncGenerator<SweepPage> {
  try {
    yield* list();
  } catch (error) {
    if (!isProviderError(error)) throw error;
    problems.push(`${kind}: ${error.message}`);
  }
}

async function* sweepGroups(
  session: AwsSession,
  frame: SweepFrame,
  kind: GroupKind,
  usedTemplates: Set<string>,
  { scope, signal }: SweepInput,
): AsyncGenerator<SweepPage> {
  const memory = memoryOf(session);
  const shown = new Set<string>();
  let token: string | undefined;
  do {
    const page = await LISTERS[kind](session, scope, token, { signal });
    for (const { group, closed, launchTemplateIds } of page.groups) {
      for (const id of launchTemplateIds) usedTemplates.add(id);
      if (group.state.unified === 'deleted') {
        memory.forgetGroup(group.groupRef);
        continue;
      }
      shown.add(group.groupRef);
      memory.rememberGroup({ ref: group.groupRef, kind });
      if (closed) memory.closedGroups.add(group.groupRef);
      else memory.closedGroups.delete(group.groupRef);
    }
    const groups = page.groups.map(({ group }) => group);
    if (groups.length > 0) yield pageOf(frame, await identityOf(session, frame, signal), page.providerTimeMs, { groups });
    token = page.nextToken;
  } while (token !== undefined);
  memory.keepGroups(kind, shown);
  memory.listedAtMs.set(kind, session.context.now());
}

type ListCompanions = (
  session: AwsSession,
  scope: SweepScope,
  token: string | undefined,
  input: OperationInput,
) => Promise<{ companions: readonly ObservedCompanion[]; providerTimeMs: number; nextToken: string | undefined }>;

async function* sweepCompanions(
  session: AwsSession,
  frame: SweepFrame,
  kind: string,
  list: ListCompanions,
  { scope, signal }: SweepInput,
): AsyncGenerator<SweepPage> {
  // Once in its interval, whether it works or not: a permission that is missing would be missing every time.
  memoryOf(session).listedAtMs.set(kind, session.context.now());
  let token: string | undefined;
  do {
    const page = await list(session, scope, token, { signal });
    const { companions } = page;
    if (companions.length > 0) yield pageOf(frame, await identityOf(session, frame, signal), page.providerTimeMs, { companions });
    token = page.nextToken;
  } while (token !== undefined);
}

async function identityOf(session: AwsSession, frame: SweepFrame, signal: AbortSignal) {
  return frame.identity ?? session.identity({ signal });
}
