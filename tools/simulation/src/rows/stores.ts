import type { StoreImage } from '../world/store-image.js';
import { onlyRefused, someTime, type Row, type Scene } from './scene.js';

/** Rows in which the store, or a host's clock, is the fault. */
export const STORES = {
  'row-18': {
    title: 'the store is locked, or its connection is lost',
    injects: 'transactions are refused as busy, or lose their connection before or after the commit, for one process or for all',
    act: (scene) => {
      const { world, choices, fire } = scene;
      scene.at(someTime(scene), () => {
        const process = choices.chance(0.3) ? choices.pick(world.engines)?.process.name : undefined;
        const error = choices.pick(['busy', 'lost-before', 'lost-after'] as const) ?? 'busy';
        world.storeFaults.add({ error, on: 'all', process, probability: 0.5, forMs: choices.between(700, 2_600), onHit: fire });
      });
    },
  },
  'row-19': {
    title: 'the disk is full, or does not sync',
    injects: 'every write, or some, is refused as full for a while; reads go on',
    act: (scene) => {
      const { world, choices, fire } = scene;
      scene.at(someTime(scene), () => {
        world.storeFaults.add({
          error: 'full',
          on: 'write',
          probability: choices.pick([1, 0.5, 0.2]) ?? 1,
          forMs: choices.between(700, 2_600),
          onHit: fire,
        });
      });
    },
  },
  'row-20': {
    title: 'the store is deleted',
    injects: 'all processes die, and an empty store of the same deployment stands in its place',
    act: (scene) => replaceStore(scene, () => undefined),
  },
  'row-21': {
    title: 'clocks jump',
    injects: 'the wall clock of one host, or of all, jumps by up to a day, forth or back',
    act: (scene) => {
      const { world, choices, fire } = scene;
      const jump = (): void => {
        fire();
        world.note({ kind: 'clock-set', atMs: world.time.nowMs });
        const jumpMs = choices.pick([86_400_000, -86_400_000, 3_600_000, -3_600_000, 20_000, -20_000, 1_000, -1_000]) ?? 0;
        const all = choices.chance(0.4);
        for (const { process } of world.engines) if (all || choices.chance(0.5)) process.skewMs = jumpMs;
        if (choices.chance(0.4)) scene.at(choices.between(700, 2_600), jump);
      };
      scene.at(someTime(scene), jump);
    },
  },
  'row-33': {
    title: 'the store is restored from an old backup',
    injects: 'all processes die, and the store is as it was some seconds ago',
    act: (scene) => {
      const { world, choices } = scene;
      let image: StoreImage | undefined;
      const copiedAtMs = choices.between(300, 4_000);
      scene.at(copiedAtMs, () => (image = world.image()));
      replaceStore(scene, () => image, copiedAtMs + choices.between(300, 3_300));
    },
  },
} as const satisfies Record<string, Row>;

/** Once in a history: a store that is lost twice is lost once. */
function replaceStore(scene: Scene, image: () => StoreImage | undefined, atMs = scene.choices.between(1_300, 7_300)): void {
  const { world, fire } = scene;
  scene.at(atMs, () => {
    if (world.storeReplaced) return;
    const strangerMs = world.strangerUntilMs - world.time.elapsedMs;
    if (strangerMs >= 0) return replaceStore(scene, image, strangerMs + 100);
    fire();
    const rebuilds = scene.choices.chance(0.25);
    void world.replaceStore(image()).then(async () => {
      // Somebody who knows what was done does not wait until an engine finds it out.
      if (rebuilds) await world.rebuild({}).catch(onlyRefused);
      await world.startEngine();
      await world.startEngine();
    });
  });
}
