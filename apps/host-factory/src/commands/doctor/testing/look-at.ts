import { type Clock, systemClock } from '@hostwright/core';
import type { Variables } from '@hostwright/service/configuration';
import type { CommandContext } from '../../../cli/context.js';
import { composeReading } from '../../../compose-reading.js';
import { composeServices } from '../../../compose.js';
import { createProgram } from '../../../program.js';
import { PROGRAM } from '../../../testing/command-line.js';
import { recordIo } from '../../../testing/recorded-io.js';
import type { Check } from '../check.js';
import { examine } from '../examine.js';
import type { Finding } from '../finding.js';
import { type System, thisSystem } from '../look/system.js';
import { expectMends } from './mends.js';

/** What differs from this very host. */
export interface LookOptions {
  readonly config?: string;
  /** @default PATH and HOME of this process */
  readonly environment?: Variables;
  readonly system?: Partial<System>;
  readonly clock?: Clock;
  readonly online?: boolean;
}

/** Takes one look, and makes sure that every mend it names is a command. */
export async function lookAt(check: Check, options: LookOptions = {}): Promise<readonly Finding[]> {
  const { config, online = false, system } = options;
  const context = contextWith(options);
  const findings = await examine(context, {
    checks: [check],
    online,
    system: { ...thisSystem, ...system },
    ...(config !== undefined && { config }),
  });
  expectMends(findings, createProgram(context));
  return findings;
}

/** A command's context, without its command. */
export function contextWith({ environment = {}, clock = systemClock }: LookOptions = {}): CommandContext {
  const variables = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment };
  return {
    io: recordIo(),
    environment: variables,
    program: PROGRAM,
    clock,
    interruption: new AbortController().signal,
    services: ({ config }, stated = variables) => composeServices({ configDirectory: config, environment: stated, program: PROGRAM }),
    readServices: ({ config }) => composeReading({ configDirectory: config, environment: variables, program: PROGRAM }),
    endWith: () => undefined,
  };
}
