import type { Fact } from '@hostwright/history';
import type { Target, TargetCloud } from '../target/target.js';
import type { Agents } from './agents.js';
import type { HostFactory, ToldMachine } from './host-factory.js';
import type { Site } from './site.js';

/** What an operation works with. */
export interface Scene {
  readonly site: Site;
  readonly target: Target;
  readonly cloud: TargetCloud;
  readonly agents: Agents;
  readonly hostFactory: HostFactory;
  /** Machines that were handed over and not given back yet, by their ids. */
  readonly held: Map<string, ToldMachine>;
  /** What happens beside the processes, in the words of the history. */
  readonly notes: Fact[];
  /** Kills the first process that comes to a point, before the plan's own kills begin. */
  killAt(point: string): Promise<boolean>;
  /** From here on processes are killed as the plan says. */
  beginKills(): void;
}
