import { HostFactoryError } from '../ports/errors.js';
import type { Discovery, FoundProvider } from './discovery.js';

/**
 * The plugin of a provider id.
 *
 * @throws {HostFactoryError} why it cannot be used: `ProviderConflict`, `UnsupportedSpecification`, `ProviderNotAllowed` or
 *   `InvalidConfiguration` as discovery found it, else `ProviderNotInstalled`, naming what is installed
 */
export function findProvider({ found, problems }: Pick<Discovery, 'found' | 'problems'>, providerId: string): FoundProvider {
  const provider = found.find((entry) => entry.providerId === providerId);
  if (provider !== undefined) return provider;
  const problem = problems.find((entry) => entry.providerId === providerId);
  if (problem !== undefined) throw new HostFactoryError(problem.code, `provider '${providerId}' cannot be used: ${problem.message}`);
  const installed = found.map((entry) => entry.providerId).join(', ') || 'none';
  throw new HostFactoryError(
    'ProviderNotInstalled',
    `provider '${providerId}' is not installed (installed: ${installed}): install its package or correct the name`,
  );
}
