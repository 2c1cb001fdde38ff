import { ProviderError, type PreparedLaunch } from '@hostwright/core/provider';
import { z } from 'zod';

/** Counted up when the form of the document changes. Keep reading the old ones: they may be waiting in a store. */
const VERSION = 1;

const documentSchema = z.strictObject({
  count: z.int().min(1),
  type: z.string(),
  zone: z.string().optional(),
  imageId: z.string(),
  userData: z.string().optional(),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })),
});

/** A frozen launch: everything that the creating call asks for, but for its token. */
export type LaunchDocument = z.output<typeof documentSchema>;

/** The same launch gives the same bytes: the schema fixes the order of the keys. */
export function writeDocument(document: LaunchDocument): PreparedLaunch {
  return { version: VERSION, document: JSON.stringify(documentSchema.parse(document)), parts: 1 };
}

/** @throws {ProviderError} `ContractViolation` when it is no document of ours */
export function readDocument({ version, document }: PreparedLaunch): LaunchDocument {
  if (version !== VERSION) throw new ProviderError('ContractViolation', `a launch document of version ${version} cannot be read`);
  try {
    return documentSchema.parse(JSON.parse(document));
  } catch {
    // Its cause would quote the document, and so user data.
    throw new ProviderError('ContractViolation', 'a launch document is damaged');
  }
}
