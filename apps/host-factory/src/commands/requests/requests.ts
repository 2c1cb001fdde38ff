import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addRequestsCancel } from './cancel.js';
import { addRequestsList } from './list.js';
import { addRequestsShow } from './show.js';
import { addRequestsWait } from './wait.js';

/** `requests`. */
export function addRequests(root: Command, context: CommandContext): void {
  const group = root.command('requests').description('See requests for machines and returns; wait for them, cancel them.');
  addRequestsList(group, context);
  addRequestsShow(group, context);
  addRequestsWait(group, context);
  addRequestsCancel(group, context);
}
