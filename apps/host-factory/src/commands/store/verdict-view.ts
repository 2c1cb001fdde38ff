import type { Damage, EventsVerdict } from '@hostwright/store/maintenance';
import type { CommandContext } from '../../cli/context.js';
import { type OutputForm, printData, tableText } from '../../cli/print.js';
import type { Column } from '../../cli/table.js';
import { EXIT } from '../../exit-codes.js';

const COLUMNS: readonly Column<Damage>[] = [
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'where', value: ({ where }) => where },
  { title: 'what', value: ({ what }) => what },
];

/** Prints what verifying found; damage ends the command with an exit code of its own. */
export function printVerdict<Verdict extends EventsVerdict>(
  { io, endWith }: CommandContext,
  form: OutputForm,
  verdict: Verdict,
  tellWhole: (verdict: Verdict) => string,
  tellRemedy: (damages: readonly Damage[]) => string = remedyOf,
): void {
  const { file, damages } = verdict;
  const isWhole = damages.length === 0;
  if (!isWhole) endWith(EXIT.damaged);
  if (form !== 'table') return printData(io, form, { ok: isWhole, ...verdict });
  if (isWhole) return io.out(`${file}: ${tellWhole(verdict)}\n`);
  io.out(tableText(io, COLUMNS, damages));
  io.err(`${file} is damaged. ${tellRemedy(damages)}\n`);
}

/** A rebuild cannot make hashes right again, and does not touch what else is whole. */
function remedyOf(damages: readonly Damage[]): string {
  if (damages.every(({ kind }) => kind === 'link')) {
    return 'Requests and machines are whole: work goes on. The event log is mended by "host-factory store restore FILE" from a backup alone.';
  }
  return 'A store is mended by "host-factory store restore FILE" from a backup, or by "host-factory store rebuild" from the clouds.';
}

/** What is known of an event log that is whole. */
export function tellEvents({ events, sealed, head }: EventsVerdict): string {
  if (head === undefined) return `${events} events, none linked yet`;
  return `${events} events, ${sealed} linked; the last link is ${head.hash}`;
}
