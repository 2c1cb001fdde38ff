import type { Site, SiteConfiguration } from '@hostwright/service/configuration';
import type { CommandContext } from '../../cli/context.js';
import type { Services } from '../../cli/services.js';

/** What one look found. `note`: it works, and somebody may want to know. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'note' | 'wrong';
  readonly message: string;
  /** The command, or the words, that mend it; undefined when nothing needs mending. */
  readonly mend?: string;
}

/** What the looks at a deployment go by. */
export interface Patient {
  readonly context: CommandContext;
  readonly services: Services;
  readonly site: Site;
  readonly configuration: SiteConfiguration;
}

/** One look at a deployment. May throw: that is a finding too. */
export type Check = (patient: Patient) => Promise<readonly Finding[]> | readonly Finding[];

/** All is well. */
export function ok(check: string, message: string): Finding {
  return { check, status: 'ok', message };
}

/** It works, and should be known. */
export function note(check: string, message: string, mend: string): Finding {
  return { check, status: 'note', message, mend };
}

/** It needs mending. */
export function wrong(check: string, message: string, mend: string): Finding {
  return { check, status: 'wrong', message, mend };
}
