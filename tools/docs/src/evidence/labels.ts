/** Kinds of proof, the strongest first. Each test that shows something carries exactly one. */
export const LABELS = ['real', 'emulated', 'contract', 'simulated', 'unproven'] as const;

/** What ran to show something. */
export type Label = (typeof LABELS)[number];

/** Whether a tag is one of the labels. */
export function isLabel(tag: string): tag is Label {
  return (LABELS as readonly string[]).includes(tag);
}
