import type { HostFactoryCaller } from '../callers/host-factory.js';
import { ROWS, type RowName } from '../rows/rows.js';
import type { Scene } from '../rows/scene.js';
import { Choices } from '../world/random.js';
import type { World } from '../world/world.js';
import { deedsOf } from './deeds.js';
import type { Plan } from './plan.js';

/** Where a plan is acted out: deeds of callers and faults at their times. */
export class Stage {
  /** Ids of the cloud's faults, with whose they are. */
  readonly #cloudFaults = new Map<string, RowName>();
  readonly #fired = new Map<RowName, number>();

  constructor(
    readonly world: World,
    readonly caller: HostFactoryCaller,
    readonly plan: Plan,
  ) {}

  /** Whether the time of faults is over. */
  get over(): boolean {
    return this.world.time.elapsedMs >= this.plan.actsMs;
  }

  /** Sets everything that is to happen. */
  raiseCurtain(): void {
    const { world, caller, plan } = this;
    deedsOf(plan).forEach((deed, index) => {
      if (plan.withoutDeeds.includes(index)) return;
      world.time.after(deed.atMs, () => {
        if (!this.over) {
          world.say(`deed ${index}: ${deed.name}`);
          deed.run(world, caller);
        }
      });
    });
    for (const name of plan.rows) this.#prepare(name);
    world.time.after(plan.actsMs, () => undefined);
  }

  /** How often each fault took effect. */
  fired(): Readonly<Record<string, number>> {
    for (const fault of this.world.cloud.faults()) {
      const row = this.#cloudFaults.get(fault.id);
      if (row !== undefined && fault.fired > 0) this.#count(row, fault.fired);
    }
    return Object.fromEntries(this.#fired);
  }

  /** Takes back what still goes wrong. */
  dropCurtain(): void {
    const counts = this.fired();
    this.world.cloud.clearFaults();
    this.#cloudFaults.clear();
    for (const [name, count] of Object.entries(counts)) this.#fired.set(name as RowName, count);
  }

  #count(row: RowName, times = 1): void {
    this.#fired.set(row, (this.#fired.get(row) ?? 0) + times);
  }

  #prepare(name: RowName): void {
    const { world, caller, plan } = this;
    const choices = new Choices(plan.seed, name);
    const scene: Scene = {
      world,
      caller,
      choices,
      actsMs: plan.actsMs,
      fire: () => {
        world.say(`${name} took effect`);
        this.#count(name);
      },
      cloudFault: (fault) => {
        world.say(`${name}: ${JSON.stringify(fault)}`);
        const id = world.cloud.addFault(fault);
        this.#cloudFaults.set(id, name);
        return id;
      },
      at: (afterMs, run) => {
        world.time.after(afterMs, () => {
          if (!this.over) run();
        });
      },
    };
    ROWS[name].act(scene);
  }
}
