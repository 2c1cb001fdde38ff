import type { Variables } from './site/types.js';

/** A deployment that was just made. */
export interface NewDeployment {
  readonly deploymentId: string;
  readonly directory: string;
  readonly workDirectory: string;
}

/**
 * Makes a copied configuration folder a deployment of its own, with an empty store. Machines stay with the original.
 *
 * @throws {ConfigurationError} the folder is no copy, its work directory holds a store, or it cannot be written
 */
export async function newDeployment(input: {
  readonly configDirectory: string | undefined;
  readonly environment: Variables;
}): Promise<NewDeployment> {
  const { giveNewDeployment } = await import('./site/give-new-deployment.js');
  return giveNewDeployment(input);
}
