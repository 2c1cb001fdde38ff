/**
 * Why an agent ended. `idle`: nothing was open for a while. `stopped`: by request or signal. `replaced`: a newer program takes over.
 * `no-work-directory`, `store-lost`: it was removed, or is another one by now. `lock-lost`: its runtime folder was cleaned up. `another-runs`: it was not
 * needed. `switched-off`: the configuration says `agent: off`. `claimed`: the work directory is shared, and another host works there.
 */
export type AgentEnd =
  | 'idle'
  | 'stopped'
  | 'replaced'
  | 'no-work-directory'
  | 'store-lost'
  | 'lock-lost'
  | 'another-runs'
  | 'switched-off'
  | 'claimed';
