/** The engine's journal and recovery: what is written before the cloud is called, and what is made of it afterwards. Below packages/core/src. */
export const MODULES: readonly string[] = [
  'engine/attempts.ts',
  'engine/find-returned.ts',
  'engine/lease.ts',
  'engine/new-intent.ts',
  'engine/observe.ts',
  'engine/rebuild/plan-rebuild.ts',
  'engine/send-launch.ts',
  'engine/send-terminate.ts',
  'engine/settle.ts',
  'engine/settle-intent.ts',
  'engine/settle-intents.ts',
];

/** Tests that judge them, from the repository's root; stories of many minutes are left to the simulation. */
export const TESTS: readonly string[] = [
  'packages/core/src/engine/**/*.test.ts',
  'tools/engine-spec/src/{commands,deployment,gone,orphans,queries,rebuild,rebuild-findings,recovery,requests,settled,write-ahead}.test.ts',
];
