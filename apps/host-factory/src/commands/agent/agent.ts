import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addAgentRun } from './run.js';
import { addAgentStatus } from './status.js';
import { addAgentStop } from './stop.js';

/** `agent`. */
export function addAgent(root: Command, context: CommandContext): void {
  const group = root.command('agent').description('The background process that works on requests. It starts by itself when it is needed.');
  addAgentStatus(group, context);
  addAgentStop(group, context);
  addAgentRun(group, context);
}
