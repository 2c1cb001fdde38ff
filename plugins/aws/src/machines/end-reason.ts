import type { InstanceFacts } from './facts.js';

const ENDS: ReadonlySet<string> = new Set(['shutting-down', 'terminated']);

/**
 * Why an instance ends or ended, in EC2's words and beginning with its code; undefined while it lives.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html
 */
export function endReason({ state, stateReason, transitionReason }: InstanceFacts): string | undefined {
  if (!ENDS.has(state)) return undefined;
  if (stateReason === undefined) return transitionReason ?? state;
  const { code, message } = stateReason;
  // EC2 repeats the code at the head of most messages.
  if (message === '' || message.startsWith(code)) return message || code;
  return `${code}: ${message}`;
}
