/** `OutcomeUnknown` as `outcome-unknown`. */
export function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
