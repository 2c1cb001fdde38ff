import type { AwsSession } from '../../session/session.js';
import type { Handler } from '../../template/options.js';
import { GROUP_KINDS, LAUNCH_TEMPLATE_KIND, VOLUME_KIND, type GroupKind } from '../kinds.js';
import { memoryOf } from '../memory.js';

/** What is not expected to be there is looked for this rarely; what may be left behind, too. */
const SELDOM_MS = 10 * 60_000;
/** Volumes that ended machines may have left are looked for this soon. */
const VOLUMES_AFTER_END_MS = 60_000;

const HANDLER_OF: Readonly<Record<GroupKind, Handler>> = {
  fleet: 'ec2-fleet',
  'auto-scaling-group': 'auto-scaling-group',
  'spot-fleet': 'spot-fleet',
};

/** What one sweep lists beside the machines. */
interface Agenda {
  readonly groups: readonly GroupKind[];
  readonly volumes: boolean;
  /** Needs all kinds of groups listed before it, because they use launch templates. */
  readonly launchTemplates: boolean;
}

/**
 * Decides what a sweep lists beside the machines: as little as can be without losing sight of anything. Groups that exist are listed by
 * every sweep, because one that a complete sweep does not show counts as gone; the first sweep of a process looks for all of them.
 */
export function agendaOf(session: AwsSession): Agenda {
  const memory = memoryOf(session);
  const { handlers } = session.settings;
  const sinceListed = (kind: string): number => session.context.now() - (memory.listedAtMs.get(kind) ?? Number.NEGATIVE_INFINITY);
  const madeFromTemplates = handlers.some((handler) => handler !== 'run-instances');
  const launchTemplates = madeFromTemplates && sinceListed(LAUNCH_TEMPLATE_KIND) >= SELDOM_MS;
  const groups = GROUP_KINDS.filter((kind) => {
    if (memory.groupsOf(kind).length > 0) return true;
    return handlers.includes(HANDLER_OF[kind]) && (launchTemplates || sinceListed(kind) >= SELDOM_MS);
  });
  const volumes = sinceListed(VOLUME_KIND) >= (memory.machinesEnded ? VOLUMES_AFTER_END_MS : SELDOM_MS);
  return { groups, volumes, launchTemplates };
}
