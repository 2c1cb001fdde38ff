import { ProviderError, type PreparedLaunch } from '@hostwright/core/provider';
import { z } from 'zod';
import { HANDLERS } from '../template/handlers.js';

/** The present form of {@link LaunchDocument}. */
const DOCUMENT_VERSION = 1;

const jsonObject = z.record(z.string(), z.unknown());
const units = z.int().min(1);

const documentSchema = z.strictObject({
  handler: z.enum(HANDLERS),
  /** The creating call's input but for its token and its numbers: as the SDK's command takes it, times as ISO text. */
  call: jsonObject,
  /** One creating call each: the units it asks for, and the numbers that ask for them. */
  parts: z.array(z.strictObject({ units, capacity: jsonObject })).min(1),
  /** Units of each machine type, for answers that name types only. */
  weights: z.record(z.string(), units),
  /** The market of a machine for which the answer does not say. */
  market: z.enum(['on-demand', 'spot']),
  region: z.string(),
  /** Zones of the subnets that the call names, for answers that name subnets only. */
  zones: z.record(z.string(), z.string()),
  /** Tags that machines get at birth. */
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  /** Launch templates of ours that the call names: what made them, so that one deleted meanwhile can be made again. */
  launchTemplates: z.array(z.strictObject({ name: z.string(), data: jsonObject })),
});

/** What `prepare` freezes: the creating calls, decided. Old versions must stay readable. */
export type LaunchDocument = z.output<typeof documentSchema>;

/** A launch template of ours that a document needs. */
export type OwnLaunchTemplate = LaunchDocument['launchTemplates'][number];

/** Writes the document. The same launch gives the same bytes. */
export function writeDocument(document: LaunchDocument): PreparedLaunch {
  return { version: DOCUMENT_VERSION, document: JSON.stringify(documentSchema.parse(document)), parts: document.parts.length };
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

function unreadable(reason: string, cause?: unknown): ProviderError {
  return new ProviderError('ContractViolation', `the launch document cannot be read: ${reason}`, { cause });
}
