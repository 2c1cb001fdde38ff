import type { Step, WrittenRow } from '../points/transaction.js';

/** One line of a run's log. Every process of the run appends to it, in the order in which things happen. */
export type Line = { readonly atMs: number; readonly process: string } & LineFacts;

/** What a line says. */
export type LineFacts =
  | { readonly line: 'began'; readonly words: readonly string[] }
  | { readonly line: 'point'; readonly point: string }
  /** Written while the transaction holds the store's lock, so that the order of these lines is the order of the commits. */
  | { readonly line: 'committing'; readonly number: number; readonly step: Step; readonly rows: readonly WrittenRow[] }
  | { readonly line: 'committed'; readonly number: number }
  /** Written while the cloud holds its lock: the machines that its answer creates. */
  | { readonly line: 'cloud-created'; readonly machineIds: readonly string[] }
  /** A call is about to go out; `checkedAtMs`: when this process last looked into the store, to see whether it still may. */
  | {
      readonly line: 'call';
      readonly action: string;
      readonly effect: string;
      readonly attemptId: string | undefined;
      readonly checkedAtMs: number;
    }
  | { readonly line: 'call-ended'; readonly action: string; readonly ok: boolean };
