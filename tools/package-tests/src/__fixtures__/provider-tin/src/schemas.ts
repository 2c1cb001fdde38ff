import { z } from 'zod';

export const SIZES = ['can', 'barrel'] as const;

export const settingsSchema = z.strictObject({ cloudFile: z.string() });
export type TinSettings = z.infer<typeof settingsSchema>;

export const templateSchema = z.strictObject({ size: z.enum(SIZES) });
export type TinOptions = z.infer<typeof templateSchema>;
