import { fileURLToPath } from 'node:url';
import type { ProgramFiles } from '../cli/context.js';

/** The app as installed: its package.json names the mock provider. */
export const PROGRAM: ProgramFiles = {
  programPath: fileURLToPath(new URL('../../dist/bin.js', import.meta.url)),
  nodePath: process.execPath,
  packageDirectory: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
  version: '1.2.3',
};
