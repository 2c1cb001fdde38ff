import { z } from 'zod';

const inclusion = z.enum(['included', 'excluded', 'required']);
const names = z.array(z.string().min(1)).min(1).max(400);
const count = z.int().min(0).max(1_000_000_000);

/** Requirements as a template states them. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceRequirementsRequest.html */
export const requirementsKey = z
  .strictObject({
    minVcpus: count.default(0),
    maxVcpus: count.optional(),
    minMemoryMib: count.default(0),
    maxMemoryMib: count.optional(),
    gpuCount: z.strictObject({ min: count, max: count.optional() }).optional(),
    gpuManufacturers: names.optional(),
    gpuNames: names.optional(),
    cpuManufacturers: names.optional(),
    burstable: inclusion.optional(),
    bareMetal: inclusion.optional(),
    generations: z
      .array(z.enum(['current', 'previous']))
      .min(1)
      .optional(),
    allowedTypes: names.optional(),
    excludedTypes: names.optional(),
    localStorage: inclusion.optional(),
    further: z.record(z.string(), z.unknown()).optional(),
  })
  .refine(({ minVcpus, maxVcpus }) => maxVcpus === undefined || maxVcpus >= minVcpus, {
    path: ['maxVcpus'],
    error: 'must not be below minVcpus',
  })
  .refine(({ minMemoryMib, maxMemoryMib }) => maxMemoryMib === undefined || maxMemoryMib >= minMemoryMib, {
    path: ['maxMemoryMib'],
    error: 'must not be below minMemoryMib',
  })
  .refine(({ gpuCount }) => gpuCount?.max === undefined || gpuCount.max >= gpuCount.min, {
    path: ['gpuCount', 'max'],
    error: 'must not be below min',
  })
  .refine(({ allowedTypes, excludedTypes }) => allowedTypes === undefined || excludedTypes === undefined, {
    path: ['excludedTypes'],
    error: 'AWS takes allowedTypes or excludedTypes, not both: keep one',
  });
