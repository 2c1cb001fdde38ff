import { cliReference } from './reference/cli.js';
import { configurationReference } from './reference/configuration.js';
import { errorReference } from './reference/errors.js';
import { schemaReference } from './reference/schemas.js';

/** A document that is made, by its place in the repository. */
interface MadeDocument {
  readonly path: string;
  readonly make: () => string;
}

/** Every document that is made from sources alone. */
export const DOCUMENTS: readonly MadeDocument[] = [
  { path: 'docs/reference/cli.md', make: cliReference },
  { path: 'docs/reference/configuration.md', make: configurationReference },
  { path: 'docs/reference/errors.md', make: errorReference },
  { path: 'docs/reference/schemas.md', make: schemaReference },
];
