/** The path of a template in its file, from its place there (`templates[3]`): files list templates bare, or under one of two keys. */
export function templatePath(document: unknown, place: string): readonly PropertyKey[] {
  const index = Number(/\d+/.exec(place)?.[0] ?? 0);
  if (Array.isArray(document)) return [index];
  return [Object.hasOwn(document as object, 'templates') ? 'templates' : 'Templates', index];
}
