import { isProviderError, isStoreError } from '@hostwright/core';
import type { FaultInput } from '@hostwright/provider-mock';
import type { HostFactoryCaller } from '../callers/host-factory.js';
import type { Choices } from '../world/random.js';
import type { EngineProcess, World } from '../world/world.js';
import type { Interruption, Point } from '../world/sim-process.js';

/** What a fault has at hand. */
export interface Scene {
  readonly world: World;
  readonly caller: HostFactoryCaller;
  /** Of this row alone. */
  readonly choices: Choices;
  /** How long faults happen, from the start of the history. */
  readonly actsMs: number;
  /** Counts that it took effect. */
  readonly fire: () => void;
  /** Adds a fault to the cloud; counted by the cloud itself. */
  readonly cloudFault: (fault: FaultInput) => string;
  /** Does something after that long, if faults are not over by then. */
  readonly at: (afterMs: number, run: () => void) => void;
}

/** One row of the fault table. */
export interface Row {
  readonly title: string;
  /** How the simulation makes it happen. */
  readonly injects: string;
  readonly act: (scene: Scene) => void;
}

/** A moment while callers act, early ones more often. */
export function someTime({ choices, actsMs }: Scene, latest = 0.8): number {
  return Math.floor(choices.next() ** 1.5 * actsMs * latest);
}

/** Does something when a machine runs that may be chosen; looks for one from time to time. */
export function onceRunning(scene: Scene, act: (machineIds: readonly string[]) => void): void {
  const look = (): void => {
    const running = scene.world.watch
      .live()
      .filter((machine) => machine.state === 'running' && machine.tags['hostwright-intent'] !== undefined);
    if (running.length > 0) act(running.map((machine) => machine.id));
    else scene.at(600, look);
  };
  scene.at(someTime(scene, 0.5), look);
}

/** Stops the first of the engines that comes to a point, wherever that is; engines that start later included. */
export function stopAnyEngine(scene: Scene, matches: (point: Point) => boolean, pauseMs?: number, onStop?: () => void): void {
  const { world } = scene;
  let hit = false;
  const interruption: Interruption = {
    matches: (point) => !hit && world.time.elapsedMs < scene.actsMs && matches(point),
    pauseMs,
    onHit: () => {
      hit = true;
      scene.fire();
      onStop?.();
    },
  };
  const arm = (running: EngineProcess): void => running.process.interrupt(interruption);
  scene.at(someTime(scene, 0.4), () => {
    world.engines.forEach(arm);
    world.onStart.push(arm);
  });
}

/** Starts an engine in the place of one that was killed, a little later. */
export function restartLater(scene: Scene): void {
  scene.at(scene.choices.between(100, 2_000), () => void scene.world.startEngine());
}

/** Whether a point is the commit that this word names. */
export function isCommit(point: Point, at: 'before-commit' | 'after-commit', word: string): boolean {
  return point.at === at && point.saves.has(word);
}

/** Whether a point lies before or after a call that launches. */
export function isLaunchCall(point: Point, at: 'before-call' | 'after-call'): boolean {
  return point.at === at && LAUNCHES.includes(point.action);
}

/** Calls that make machines. */
const LAUNCHES: readonly string[] = ['RunInstances', 'CreateGroup'];

/** What the store or the cloud refuses has failed, and that is all. */
export function onlyRefused(error: unknown): void {
  if (!isStoreError(error) && !isProviderError(error)) throw error;
}
