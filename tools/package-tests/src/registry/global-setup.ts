import type { TestProject } from 'vitest/node';
import { openRegistry, type Registry } from './open-registry.js';

declare module 'vitest' {
  export interface ProvidedContext {
    registry: Registry;
  }
}

/** One registry for all tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { registry, close } = await openRegistry();
  project.provide('registry', registry);
  return close;
}
