import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../cli/command-error.js';
import type { NewFile } from './starter-files.js';

/** Files that say a folder is configured already: ours, or another host factory's plugin's. */
const CONFIGURED = /^(?:hostwright\.(?:yaml|yml|json)|deployment\.json|.*templates\.(?:json|yaml|yml)|.*prov_config\.json)$/;
const FOLDER_MODE = 0o755;
/** Settings may name secrets. */
const FILE_MODE = 0o640;

/**
 * Writes files into a folder that has no configuration yet.
 *
 * @returns their paths
 * @throws {CommandError} the folder is configured already, or cannot be written
 */
export function writeNewFiles(directory: string, files: readonly NewFile[]): readonly string[] {
  refuseConfigured(directory);
  try {
    mkdirSync(directory, { recursive: true, mode: FOLDER_MODE });
    return files.map(({ name, text }) => {
      const path = join(directory, name);
      writeFileSync(path, text, { flag: 'wx', mode: FILE_MODE });
      return path;
    });
  } catch (error) {
    throw new CommandError(
      'fix-settings',
      `${directory} cannot be written: ${(error as Error).message}. Choose a folder that you may write to.`,
    );
  }
}

function refuseConfigured(directory: string): void {
  const found = existsSync(directory) ? listFolder(directory).filter((name) => CONFIGURED.test(name)) : [];
  if (found.length === 0) return;
  throw new CommandError(
    'fix-settings',
    `${directory} is configured already (${found.join(', ')}). Choose another folder, or remove these files.`,
  );
}

function listFolder(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw new CommandError('fix-settings', `${directory} cannot be used: ${(error as Error).message}. Name a folder.`);
  }
}
