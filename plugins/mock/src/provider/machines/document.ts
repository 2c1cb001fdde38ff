import { ProviderError, type PreparedLaunch } from '@hostwright/core/provider';
import { z } from 'zod';
import type { CreateGroupInput, RunInstancesInput } from '../../cloud/api.js';

/** Version of the document that {@link writeDocument} writes. */
const VERSION = 1;

const orderSchema = z.strictObject({
  machineType: z.string(),
  zone: z.string().optional(),
  market: z.enum(['on-demand', 'spot']),
  imageId: z.string(),
  userData: z.string().optional(),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  unitsPerMachine: z.int().min(1),
  volumeSizeGib: z.int().min(0),
  publicIp: z.boolean(),
});

const documentSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('RunInstances'), units: z.int().min(1), count: z.int().min(1), order: orderSchema }),
  z.strictObject({
    action: z.literal('CreateGroup'),
    kind: z.enum(['fleet', 'refilling']),
    units: z.int().min(1),
    count: z.int().min(1),
    order: orderSchema,
  }),
]);

/** A frozen launch: the creating call with everything it asks for, but for its token. */
export type LaunchDocument = z.output<typeof documentSchema>;

/** Writes the document. The same launch gives the same bytes: the schema fixes the order of the keys. */
export function writeDocument(document: LaunchDocument): PreparedLaunch {
  return { version: VERSION, document: JSON.stringify(documentSchema.parse(document)), parts: 1 };
}

/** Reads a document of this or an earlier version. @throws {ProviderError} `ContractViolation` when it is none */
export function readDocument(prepared: PreparedLaunch): LaunchDocument {
  if (prepared.version !== VERSION) throw unreadable(`it has version ${prepared.version}`);
  try {
    return documentSchema.parse(JSON.parse(prepared.document));
  } catch (cause) {
    throw unreadable('it is damaged', cause);
  }
}

function unreadable(reason: string, cause?: unknown): ProviderError {
  return new ProviderError('ContractViolation', `the launch document cannot be read: ${reason}`, { cause });
}

/** What every creating call of a document asks for. */
export function callInput(document: LaunchDocument, clientToken: string): RunInstancesInput & Pick<CreateGroupInput, 'count'> {
  const { order, count } = document;
  return { ...order, zone: order.zone, userData: order.userData, count, clientToken };
}
