import type { SiteConfiguration } from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';
import { didYouMean } from '../../cli/suggest.js';

/** @throws {CommandError} `connection-unknown`: none of the configuration has the name; the message has the nearest one */
export function requireConnection({ connections }: SiteConfiguration, name: string | undefined): void {
  const known = connections.map((connection) => connection.name);
  if (name === undefined || known.includes(name)) return;
  throw new CommandError(
    'connection-unknown',
    `There is no connection "${name}"${didYouMean(name, known)} Configured: ${known.join(', ')}.`,
  );
}
