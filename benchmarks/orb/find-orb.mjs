import { spawnSync } from 'node:child_process';

/** The version that the figures are about. */
const ORB_VERSION = '1.8.5';

/** How to get it, for people. */
export const HOW_TO_INSTALL = `python3 -m venv orb && orb/bin/pip install 'orb-py[aws,api]==${ORB_VERSION}', then ORB=orb/bin/orb`;

/** The command of an installed ORB: of the variable ORB, or on the PATH. Undefined when there is none. */
export function findOrb() {
  const command = process.env['ORB'] ?? 'orb';
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? { command, version: stdout.trim() } : undefined;
}
