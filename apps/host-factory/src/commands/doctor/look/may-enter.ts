import { accessSync, constants } from 'node:fs';

/** Whether what is in a folder can be looked at; what is not there yet hides nothing. */
export function mayEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch (error) {
    return !['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}
