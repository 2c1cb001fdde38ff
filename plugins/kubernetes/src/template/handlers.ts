/** Ways to launch, as templates and settings name them. */
export const HANDLERS = ['pod', 'job', 'deployment', 'stateful-set'] as const;

/** A way to launch. */
export type Handler = (typeof HANDLERS)[number];
