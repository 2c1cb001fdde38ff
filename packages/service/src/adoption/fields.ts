import { z } from 'zod';

/** An id of a request or machine: nothing that a terminal, a tag or a log would take for something else. */
export const idText = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'an id has 1 to 128 characters, all printable');

/** A template's id may hold what people write. */
export const templateText = z.string().max(256).catch('');

/** The value of a tag, as long as every cloud takes it. */
export const tagText = z.string().min(1).max(256);

/** What is wrong with an entry, in a few words, with its path within the file. */
export function tellIssues(place: string, error: z.ZodError): string {
  const [issue] = error.issues;
  const path = [place, ...(issue?.path ?? []).map(String)].join('.');
  return `${path}: ${issue?.message ?? 'cannot be read'}`;
}
