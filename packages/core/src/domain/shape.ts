/** Size of one machine as a scheduler needs it. */
export interface MachineShape {
  /** Virtual processors (hardware threads) the guest sees. */
  readonly vcpus: number;
  /** Physical cores behind them. */
  readonly cores: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly architecture: 'x86_64' | 'arm64';
}
