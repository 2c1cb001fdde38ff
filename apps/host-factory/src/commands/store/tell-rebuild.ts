import type { RebuildReport, RebuiltConnection } from '@hostwright/core';
import { plural } from '../../cli/format.js';

/** What people are told of a rebuild. */
export interface RebuildText {
  readonly result: readonly string[];
  /** What was seen and left alone. */
  readonly notes: readonly string[];
}

/** Puts a rebuild into words. */
export function tellRebuild(report: RebuildReport, dryRun: boolean): RebuildText {
  const notes = report.connections.flatMap(noteLines);
  if (!report.needed) return { result: ['Nothing to rebuild: the store knows every launch that the clouds show.'], notes };
  const adopted = report.connections.reduce((sum, { adopted: machines }) => sum + machines.length, 0);
  const what = `${plural(adopted, 'machine')} under ${plural(report.requests, 'request')}`;
  const summary = dryRun
    ? `The store would be rebuilt: ${what} would come back (dry run).`
    : `The store was rebuilt as ${report.incarnation}: ${what} came back.`;
  return { result: [summary, ...report.connections.map(connectionLine)], notes };
}

function connectionLine({ connection, leftOut, adopted, knownMachines, missingMachines }: RebuiltConnection): string {
  if (leftOut) return `${connection}: left out, and halted until a rebuild covers it.`;
  const missing = missingMachines === 0 ? '' : `, ${missingMachines} not shown by the cloud`;
  return `${connection}: ${adopted.length} came back, ${knownMachines} known before${missing}.`;
}

function noteLines({ connection, unreadableMachines, idleGroups, otherDeployments }: RebuiltConnection): readonly string[] {
  return [
    ...(unreadableMachines.length > 0
      ? [`${connection}: left alone, because their tags are incomplete or malformed: ${unreadableMachines.join(', ')}`]
      : []),
    ...(idleGroups.length > 0 ? [`${connection}: groups without a machine that lives, left alone: ${idleGroups.join(', ')}`] : []),
    ...otherDeployments.map(
      ({ deploymentId, machines }) => `${connection}: ${plural(machines, 'machine')} of another deployment, left alone: ${deploymentId}`,
    ),
  ];
}
