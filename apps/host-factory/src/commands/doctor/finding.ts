/** What one look found. `note`: it works, and somebody may want to know. */
export interface Finding {
  /** Name of the check, as `--check` takes it. */
  readonly check: string;
  readonly status: 'ok' | 'note' | 'wrong';
  readonly message: string;
  /** The command that mends it, ready to be pasted into a shell; undefined when nothing needs mending. */
  readonly mend?: string;
}

/** A finding before its check has put its name to it. */
export type Answer = Omit<Finding, 'check'>;

/** All is well. */
export function ok(message: string): Answer {
  return { status: 'ok', message };
}

/** It works, and should be known. */
export function note(message: string, mend: string): Answer {
  return { status: 'note', message, mend };
}

/** It needs mending. */
export function wrong(message: string, mend: string): Answer {
  return { status: 'wrong', message, mend };
}
