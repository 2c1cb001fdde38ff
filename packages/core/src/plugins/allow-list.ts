import type { AllowedPackage } from './discovery.js';

/**
 * Whether a package may be loaded.
 *
 * @param allow - undefined: everything that is installed directly may be
 * @returns undefined when it may; else why not, naming the list
 */
export function refusal(allow: readonly AllowedPackage[] | undefined, name: string, version: string): string | undefined {
  if (allow === undefined) return undefined;
  const entries = allow.filter((entry) => entry.name === name);
  if (entries.some((entry) => (entry.version ?? '*') === '*' || entry.version === version)) return undefined;
  const listed = allow.map((entry) => `${entry.name}@${entry.version ?? '*'}`).join(', ') || 'nothing';
  return `the allow-list permits ${listed}, not ${name}@${version}: add it to the list or uninstall it`;
}
