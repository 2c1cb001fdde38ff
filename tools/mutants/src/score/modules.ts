function units(name: string): readonly string[] {
  return [`packages/core/src/engine/${name}.test.ts`];
}

function specs(...names: readonly string[]): readonly string[] {
  return names.map((name) => `tools/engine-spec/src/${name}.test.ts`);
}

/**
 * The engine's journal and recovery: what is written before the cloud is called, and what is made of it afterwards. By file below
 * packages/core/src, with the tests that judge it: its unit tests, or the chapters of its rules where it has none, or few. What only a story
 * of many minutes would notice is left to the simulation.
 */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  'engine/attempts.ts': specs('write-ahead', 'recovery', 'settled'),
  'engine/find-returned.ts': specs('commands', 'deployment'),
  'engine/lease.ts': units('lease'),
  'engine/new-intent.ts': specs('write-ahead', 'recovery'),
  'engine/observe.ts': units('observe'),
  'engine/provider-clock.ts': units('provider-clock'),
  'engine/rebuild/plan-rebuild.ts': [...units('rebuild/plan-rebuild'), ...specs('rebuild', 'rebuild-findings')],
  'engine/send-launch.ts': specs('write-ahead', 'recovery', 'settled', 'requests'),
  'engine/send-terminate.ts': specs('write-ahead', 'gone', 'commands', 'requests'),
  'engine/settle.ts': units('settle'),
  'engine/settle-intent.ts': specs('settled', 'recovery', 'requests'),
  'engine/settle-intents.ts': specs('settled', 'recovery', 'requests'),
};

/** Files that are measured. */
export const MODULES: readonly string[] = Object.keys(TESTS);

/** The tests that judge a file. */
export function testsOf(file: string): readonly string[] {
  return TESTS[file] ?? [];
}
