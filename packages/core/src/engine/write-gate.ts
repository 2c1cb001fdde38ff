import type { AttemptId } from '../provider/context.js';

/** What every write of a plugin passes on its way to the cloud. */
export interface WriteGate {
  /**
   * Lets writes of `attempt` out as long as `body` runs and `guard`, asked right before each, does not throw.
   *
   * @param guard - throws a ProviderError when nothing may be sent any more
   */
  permit<Result>(attempt: AttemptId, guard: () => Promise<void>, body: () => Promise<Result>): Promise<Result>;
}
