/** Something is not as it was written. The session turns it into a StoreError that names the file. */
export class UnreadableRecordError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UnreadableRecordError';
  }
}

/** Reads back what `JSON.stringify` wrote into a column. */
export function parseRecord(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UnreadableRecordError(`a record is not readable: '${text.slice(0, 40)}'`, error);
  }
}
