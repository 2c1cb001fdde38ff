/**
 * Suites beside the unit tests. `needs: 'npm'` runs with every `npm test`; `needs: 'emulators'` runs with `npm run test:all` or CI=true
 * and is named as "not run" otherwise. A command that starts with `vitest` is counted test by test; any other command is counted by
 * its last line if that reads `N passed, N failed, N skipped`, else as one test by its exit code.
 *
 * @type {ReadonlyArray<{ name: string, command: readonly string[], needs: 'npm' | 'emulators' }>}
 */
export const suites = [];
