/** Which resource manager calls. */
export type Dialect = 'symphony' | 'lsf';

/** Who works: a background agent, or every call by itself. */
export type Mode = 'agent' | 'off';

/** One way to run a site. */
export interface Variant {
  readonly dialect: Dialect;
  readonly mode: Mode;
}

/** Every way. */
export const VARIANTS: readonly Variant[] = [
  { dialect: 'symphony', mode: 'agent' },
  { dialect: 'symphony', mode: 'off' },
  { dialect: 'lsf', mode: 'agent' },
  { dialect: 'lsf', mode: 'off' },
];

/** Two ways that cover both dialects and both modes, for scenarios in which they do not meet. */
export const PAIRS: readonly Variant[] = [
  { dialect: 'symphony', mode: 'agent' },
  { dialect: 'lsf', mode: 'off' },
];

/** Both dialects with an agent. */
export const WITH_AGENT: readonly Variant[] = VARIANTS.filter(({ mode }) => mode === 'agent');
