import { z } from 'zod';

/** Settings of a connection: one account in one region. Unknown keys are refused. */
export const settingsSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).describe('Address of the API of one region.'),
  apiKey: z.string().min(1).describe('Reference of the secret that holds the API key; never the key itself.'),
});

/** Checked settings. */
export type Settings = z.output<typeof settingsSchema>;
