/** A state in our words beside the cloud's own word for it, so that neither truth is lost. */
export interface Status<Unified extends string> {
  readonly unified: Unified;
  /** The cloud's own word, unchanged. */
  readonly raw: string;
}

/**
 * What a machine is doing, in our words.
 * `terminated` is the only final one; `unknown` means the cloud's word is not in the plugin's table.
 */
export type MachineState = 'pending' | 'running' | 'stopping' | 'stopped' | 'terminating' | 'terminated' | 'unknown';

/** Whether a machine in this state may still cost money or become usable. */
export function isLiveState(state: MachineState): boolean {
  return state !== 'terminated';
}
