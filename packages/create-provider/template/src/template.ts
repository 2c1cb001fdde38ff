import { z } from 'zod';

/** The keys of a template that this provider understands. Unknown keys are refused. */
export const templateSchema = z.strictObject({
  machineType: z.string().min(1).max(64).describe('Machine type, for example small.'),
  zones: z.array(z.string().min(1)).min(1).max(26).optional().describe('Zones to try, in this order. Default: all of the region.'),
  image: z.string().min(1).max(128).default('linux').describe('Name of the image; its latest version is taken.'),
});

/** A template's checked options. */
export type TemplateOptions = z.output<typeof templateSchema>;
