import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { addMachinesList } from './list.js';
import { addMachinesRequest } from './request.js';
import { addMachinesReturn } from './return.js';
import { addMachinesShow } from './show.js';

/** `machines`. */
export function addMachines(root: Command, context: CommandContext): void {
  const group = root.command('machines').description('Ask for machines, see them, give them back.');
  addMachinesRequest(group, context);
  addMachinesList(group, context);
  addMachinesShow(group, context);
  addMachinesReturn(group, context);
}
