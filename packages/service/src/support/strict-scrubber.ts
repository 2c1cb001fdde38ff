import { hideSecretShapes } from '../agent/log/secret-shapes.js';
import { createScrubber, type Scrubber } from '../agent/log/scrubber.js';

/** A scrubber for what leaves the site: it also hides what only looks like a secret. */
export function createStrictScrubber(secrets: readonly string[]): Scrubber {
  const known = createScrubber();
  for (const secret of secrets) known.add(secret);
  return { add: (secret) => known.add(secret), clean: (text) => hideSecretShapes(known.clean(text)) };
}
