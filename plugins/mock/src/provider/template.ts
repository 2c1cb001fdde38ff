import { z } from 'zod';
import { findMachineType, MACHINE_TYPES } from '../cloud/machine-types.js';

const units = z.int().min(1).max(1_000);
const machineType = z.string().refine((name) => findMachineType(name) !== undefined, {
  error: ({ input }) => `the mock cloud sells no "${String(input)}"; it sells ${MACHINE_TYPES.map(({ name }) => name).join(', ')}`,
});
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** A choice of forms is refused with what is wrong with the form that was meant. */
function worstProblem({
  input,
  errors,
}: {
  readonly input: unknown;
  readonly errors: readonly (readonly { readonly message: string }[])[];
}): string {
  const meant = typeof input === 'string' ? errors[0] : Array.isArray(input) ? errors[1] : undefined;
  return meant?.map(({ message }) => message).join('; ') ?? 'name one machine type, or a list of them';
}

/** The keys of a template that this provider understands; every one has a line in the README. */
export const templateSchema = z.strictObject({
  machineType: z
    .union([machineType, z.array(machineType).min(1).max(50).refine(unique, 'a machine type is named twice')], { error: worstProblem })
    .describe('Machine type, or several of which the cheapest that can be had is taken.'),
  zones: z
    .array(z.string().min(1))
    .min(1)
    .max(26)
    .refine(unique, 'a zone is named twice')
    .optional()
    .describe('Zones to try, cheapest first. Default: the cloud spreads the machines over all its zones.'),
  market: z
    .enum(['on-demand', 'spot', 'any'])
    .default('on-demand')
    .describe('How machines are paid for. any: whichever is cheaper, then the other.'),
  maxPricePerHourUsd: z.number().positive().optional().describe('Offers that cost more are not taken. Default: no limit.'),
  imageId: z
    .string()
    .regex(/^[\w.-]{1,100}(@[1-9]\d{0,5})?$/)
    .default('mock-linux')
    .describe('Image by NAME, its latest version, or by NAME@VERSION.'),
  launchAs: z
    .enum(['machines', 'fleet', 'refilling-group'])
    .default('machines')
    .describe(
      'machines: started one by one in one call. fleet: a group filled once. refilling-group: a group that replaces what it loses.',
    ),
  unitsPerMachine: z
    .union([units, z.record(machineType, units)])
    .default(1)
    .describe('Capacity units that one machine counts for: a number, or one for each machine type.'),
  volumeSizeGib: z.int().min(0).max(16_384).default(0).describe('Size of the volume that comes with each machine. 0: none.'),
  publicIp: z.boolean().default(false).describe('Whether machines get a public address.'),
});

/** A template's checked options. */
export type MockOptions = z.output<typeof templateSchema>;

/** The machine types that a template allows, in its order. */
export function machineTypesOf(options: MockOptions): readonly string[] {
  return typeof options.machineType === 'string' ? [options.machineType] : options.machineType;
}

/** Capacity units that one machine of a type counts for. */
export function unitsOf(options: MockOptions, type: string): number {
  const { unitsPerMachine } = options;
  if (typeof unitsPerMachine === 'number') return unitsPerMachine;
  return Object.hasOwn(unitsPerMachine, type) ? (unitsPerMachine[type] ?? 1) : 1;
}
