import { installKubernetes } from './install.js';

/** For vitest, before suites that start a Kubernetes: builds it while no test's time runs. */
export default async function setup(): Promise<() => Promise<void>> {
  const tool = await installKubernetes();
  return () => tool.dispose();
}
