import { createHash } from 'node:crypto';
import { ProviderError, type PreparedLaunch } from '@hostwright/core/provider';
import { z } from 'zod';
import { HANDLERS } from '../template/handlers.js';

/** The present form of {@link LaunchDocument}. */
const DOCUMENT_VERSION = 1;

/** Source: the contract of `PreparedLaunch.document`. */
const MAX_DOCUMENT_BYTES = 256 * 1024;

const documentSchema = z.strictObject({
  handler: z.enum(HANDLERS),
  namespace: z.string().min(1),
  /** Of the object; pods have their part's number after it. */
  name: z.string().min(1),
  units: z.int().min(1),
  /** The whole object as it is created, but for a pod's name. */
  object: z.record(z.string(), z.unknown()),
});

/** What `prepare` freezes: the object, decided. Old versions must stay readable. */
export type LaunchDocument = z.output<typeof documentSchema>;

/** Writes the document. The same launch gives the same bytes. @throws {ProviderError} `InvalidTemplate` when it is too large */
export function writeDocument(document: LaunchDocument): PreparedLaunch {
  const text = JSON.stringify(documentSchema.parse(document));
  if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) {
    throw new ProviderError('InvalidTemplate', 'the whole object is larger than 256 KiB: make the pod spec or the user data shorter', {
      subject: 'userData',
    });
  }
  return { version: DOCUMENT_VERSION, document: text, parts: document.handler === 'pod' ? document.units : 1 };
}

/** Reads a document of this or an earlier version. @throws {ProviderError} `ContractViolation` when it is none */
export function readDocument(prepared: Pick<PreparedLaunch, 'version' | 'document'>): LaunchDocument {
  if (prepared.version !== DOCUMENT_VERSION) throw unreadable(`it has version ${prepared.version}, known is ${DOCUMENT_VERSION}`);
  try {
    return documentSchema.parse(JSON.parse(prepared.document));
  } catch (cause) {
    throw unreadable('it is damaged', cause);
  }
}

/** What tells two documents apart; short enough for an annotation. */
export function digestOf(document: LaunchDocument): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 32);
}

function unreadable(reason: string, cause?: unknown): ProviderError {
  return new ProviderError('ContractViolation', `the launch document cannot be read: ${reason}`, { cause });
}
