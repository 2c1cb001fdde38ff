import { z } from 'zod';

/** What a namespace may be called. Source: RFC 1123 labels, https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const namespaceName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'must be a name of lower-case letters, digits and hyphens');
