import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** A part in Kubernetes' own words: passed on as it is, judged by the API server. */
export const native = z.record(z.string(), z.json());
/** A list of such parts. */
export const natives = z.array(native).max(1_000);
/** Labels, annotations, node selectors. */
export const texts = z.record(z.string().min(1).max(317), z.string().max(262_144));
export const words = z.array(z.string().max(262_144)).max(10_000);
export const absolutePath = z
  .string()
  .refine(isAbsolute, 'must be an absolute path; ${CONFIG_DIR} stands for the folder of the configuration');

const QUANTITY = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3}|[numkMGTPE]|[KMGTPE]i)?$/;
/** Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const quantity = z.union([z.string().regex(QUANTITY, 'must be a quantity like 500m, 2 or 4Gi'), z.number().min(0)]);
export const quantities = z.record(z.string().min(1).max(317), quantity);

/** Where a variable's value comes from. */
const reference = z.union(
  [
    z.strictObject({ secret: z.string().min(1), key: z.string().min(1), optional: z.boolean().optional() }),
    z.strictObject({ configMap: z.string().min(1), key: z.string().min(1), optional: z.boolean().optional() }),
    z.strictObject({ field: z.string().min(1) }),
  ],
  { error: 'write a text, { secret, key }, { configMap, key } or { field }' },
);
const variableName = z.string().regex(/^[^=\0]+$/, 'must be the name of a variable');

/** Variables by name, or a list in Kubernetes' own words. */
export const variables = z.union([z.record(variableName, z.union([z.string(), reference])), natives], {
  error: 'write names with values, or a list of variables as Kubernetes has it',
});

/** Variables as they are written. */
export type Variables = z.output<typeof variables>;
