/**
 * Suites beside the unit tests. `when: 'always'` runs with every `npm test`; `when: 'all'` runs with `npm run test:all` or CI=true and is
 * named as "not run" otherwise: it takes minutes, or installs what it needs. A command that starts with `vitest` is counted test by
 * test; any other command is counted by its last line if that reads `N passed, N failed, N skipped`, else as one test by its exit code.
 *
 * @type {ReadonlyArray<{ name: string, command: readonly string[], when: 'always' | 'all' }>}
 */
export const suites = [
  {
    name: 'long scenarios, and every flag and example of the command line',
    command: ['vitest', 'run', '--config', 'apps/host-factory/vitest.long.config.ts'],
    when: 'all',
  },
  { name: 'the commands of the guides', command: ['vitest', 'run', '--config', 'tools/docs/vitest.guides.config.ts'], when: 'all' },
  {
    name: 'packages as others get them, from a registry (verdaccio)',
    command: ['vitest', 'run', '--config', 'tools/package-tests/vitest.suite.config.ts'],
    when: 'all',
  },
  {
    name: 'completion in zsh and fish',
    command: ['vitest', 'run', '--config', 'apps/host-factory/vitest.shells.config.ts'],
    when: 'all',
  },
  {
    name: 'the conformance kit against planted faults',
    command: ['vitest', 'run', '--config', 'tools/conformance-tests/vitest.suite.config.ts'],
    when: 'all',
  },
  {
    name: 'the engine with each of its rules broken: somebody notices',
    command: ['vitest', 'run', '--config', 'tools/mutants/vitest.suite.config.ts'],
    when: 'all',
  },
  {
    name: 'a hundred runs in which processes are killed',
    command: ['vitest', 'run', '--config', 'tools/kill-runs/vitest.suite.config.ts'],
    when: 'all',
  },
  {
    name: 'the simulated EC2 beside moto, and with a hundred thousand machines',
    command: ['vitest', 'run', '--config', 'tools/fake-ec2/vitest.suite.config.ts'],
    when: 'all',
  },
  {
    name: 'AWS on moto: the conformance kit, faults, Host Factory, and every request judged',
    command: ['vitest', 'run', '--config', 'tools/aws-tests/vitest.suite.config.ts'],
    when: 'all',
  },
  {
    name: 'runs on AWS in which processes are killed, on moto and on the simulated EC2',
    command: ['vitest', 'run', '--config', 'tools/kill-runs/vitest.aws.config.ts'],
    when: 'all',
  },
  {
    name: 'a Kubernetes control plane, built and started for tests, with its faults',
    command: ['vitest', 'run', '--config', 'tools/emulators/vitest.kubernetes.config.ts'],
    when: 'all',
  },
  {
    name: 'Kubernetes on a real API server: the conformance kit, faults, rights, Host Factory',
    command: ['vitest', 'run', '--config', 'tools/kubernetes-tests/vitest.suite.config.ts'],
    when: 'all',
  },
  // The last one: it compares docs/capabilities.md with what all suites before it showed.
  { name: 'documents that are made', command: ['node', 'tools/docs/run.mjs', '--check'], when: 'all' },
];
