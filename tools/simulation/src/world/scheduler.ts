import type { Choices } from './random.js';

/** Somebody who may be let on or has to wait. */
export interface Runner {
  readonly name: string;
  /** It lives and is not paused. */
  readonly runs: boolean;
}

interface Waiting {
  readonly runner: Runner;
  readonly what: string;
  readonly go: () => void;
}

/** Decides which of the waiting processes goes on next. Nothing happens in a history but one step after the other. */
export class Scheduler {
  #waiting: Waiting[] = [];
  #steps = 0;

  /** @param note - told of each step, for the trace */
  constructor(
    private readonly choices: Choices,
    private readonly note: ((runner: string, what: string) => void) | undefined,
  ) {}

  get steps(): number {
    return this.#steps;
  }

  /** Waits for its turn. Whoever dies meanwhile waits for ever. */
  turn(runner: Runner, what: string): Promise<void> {
    return new Promise((go) => this.#waiting.push({ runner, what, go }));
  }

  /** Lets one of those go on who can. Answers whether there was one. */
  step(): boolean {
    const able: number[] = [];
    for (let index = 0; index < this.#waiting.length; index += 1) if (this.#waiting[index]?.runner.runs === true) able.push(index);
    const index = able.length === 1 ? able[0] : this.choices.pick(able);
    if (index === undefined) return false;
    const [chosen] = this.#waiting.splice(index, 1);
    if (chosen === undefined) return false;
    this.#steps += 1;
    this.note?.(chosen.runner.name, chosen.what);
    chosen.go();
    return true;
  }

  /** Forgets what somebody waits for who died. */
  forget(runner: Runner): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.runner !== runner);
  }
}

/** Settles when everything has gone on that can go on without a turn: after all microtasks, and before the event loop turns. */
export function drained(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
