import { z } from 'zod';

const ATTRIBUTE_FORM = 'write ["Numeric", "4"], ["4"] or a plain value';
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const attribute = z.union([scalar, z.array(scalar).min(1).max(2)], { error: ATTRIBUTE_FORM });

/** Other systems' files write numbers as text, too. */
const wholeNumber = (min: number, max: number): z.ZodType<number | string> =>
  z
    .union([z.int(), z.string().regex(/^-?\d{1,10}$/, { error: 'write a whole number', abort: true })], { error: 'write a whole number' })
    .refine((value) => Number(value) >= min && Number(value) <= max, `must be a whole number from ${min} to ${max}`);

const MAX_NUMBER = 1_000_000;
const MAX_PRIORITY = 1_000_000_000;

/** The keys of a template that are ours, whatever its provider. */
export const commonTemplateSchema = z.strictObject({
  templateId: z
    .string()
    .regex(/^[^\s\p{Cc}]{1,128}$/u, 'use 1 to 128 characters without white space')
    .describe('How Host Factory calls the template. Symphony takes letters, digits, "-" and "_"; LSF no "_".'),
  connection: z.string().optional().describe('Name of the connection that launches it. May be left out where there is one only.'),
  maxNumber: wholeNumber(-1, MAX_NUMBER).describe('Most machines at any time; -1 for no limit.'),
  priority: wholeNumber(-MAX_PRIORITY, MAX_PRIORITY).optional().describe('LSF tries higher ones first. Default 0.'),
  attributes: z
    .record(z.string(), attribute)
    .optional()
    .describe('What the scheduler is told of its machines. Size and type come from the catalogue where they are not stated.'),
  instanceTags: z
    .union([z.string(), z.record(z.string(), scalar)], { error: 'write "key=value;key2=value2" or an object' })
    .optional()
    .describe('Tags of its machines.'),
  userData: z.string().optional().describe('Text that a machine gets at its first boot.'),
  userDataScript: z.string().min(1).optional().describe('The same as a file, relative to the configuration folder and in it.'),
});

/** Those keys, as they stand in a template. */
export type CommonTemplate = z.infer<typeof commonTemplateSchema>;

/** Their names. */
export const COMMON_KEYS: readonly string[] = Object.keys(commonTemplateSchema.shape);

/** A template file, as editors check it: the provider's keys stand beside ours, and only the provider knows them. */
export const templateFileSchema = z.strictObject({
  $schema: z.string().optional().describe('Where editors find this schema.'),
  templates: z.array(z.looseObject(commonTemplateSchema.shape)),
});
