import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { inRepository } from '../repository.js';

const capability = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9]*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+$/, 'words of small letters, joined by "." and "-", the area first'),
  text: z.string().regex(/^[^|\n]+\.$/, 'one sentence or two on one line, without "|"'),
  providers: z.array(z.string().min(1)).min(1).optional(),
});

/** The form of docs/capabilities.json. */
export const capabilityListSchema = z
  .strictObject({ areas: z.record(z.string(), z.string().min(1)), capabilities: z.array(capability).min(1) })
  .superRefine(({ areas, capabilities }, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of capabilities.entries()) {
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['capabilities', index, 'id'], message });
      if (seen.has(id)) refuse(`${id} is listed twice`);
      if (!(areaOf(id) in areas)) refuse(`${id} is of no area that is listed`);
      seen.add(id);
    }
  });

/** What the product can do. */
export type CapabilityList = z.infer<typeof capabilityListSchema>;

/** The first word of an id. */
export function areaOf(id: string): string {
  return id.slice(0, id.indexOf('.'));
}

/** docs/capabilities.json, checked. */
export function readCapabilities(): CapabilityList {
  return capabilityListSchema.parse(JSON.parse(readFileSync(inRepository('docs/capabilities.json'), 'utf8')));
}
