import type { RecordedEvent } from '@hostwright/core';
import { isoTime } from '../../cli/format.js';
import type { Column } from '../../cli/table.js';

type Field = readonly [name: string, value: unknown];

/** Fields that say whom an event concerns, the most telling first. */
const SUBJECTS = ['machineId', 'requestId', 'ref', 'connection', 'incarnation'] as const;

/** The columns of the audit log. */
export const EVENT_COLUMNS: readonly Column<RecordedEvent>[] = [
  { title: 'position', value: ({ position }) => String(position) },
  { title: 'time', value: ({ atMs }) => isoTime(atMs) },
  { title: 'type', value: ({ event }) => event.type },
  { title: 'subject', value: (recorded) => (subjectOf(recorded)?.[1] as string | undefined) ?? '', fit: 'prefix' },
  { title: 'details', value: tellDetails, fit: 'free' },
];

/** One event for programs. */
export function eventJson({ position, atMs, event, hash }: RecordedEvent): object {
  const { type, ...fields } = event;
  return { position, time: isoTime(atMs), type, ...fields, hash: hash ?? null };
}

function fieldsOf({ event }: RecordedEvent): readonly Field[] {
  return Object.entries(event).filter(([name, value]) => name !== 'type' && value !== undefined);
}

function subjectOf(recorded: RecordedEvent): Field | undefined {
  const fields = new Map(fieldsOf(recorded));
  const name = SUBJECTS.find((subject) => fields.has(subject));
  return name === undefined ? undefined : [name, fields.get(name)];
}

function tellDetails(recorded: RecordedEvent): string {
  const subject = subjectOf(recorded)?.[0];
  return fieldsOf(recorded)
    .filter(([name]) => name !== subject)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}
