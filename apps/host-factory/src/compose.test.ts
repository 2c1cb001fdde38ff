import { describe, expect, it } from 'vitest';
import { composeServices } from './compose.js';
import { makeTestSite, PROGRAM } from './testing/command-line.js';

describe('the services of a deployment', () => {
  it('are made once each, and shared', async () => {
    const { directory } = await makeTestSite();
    const services = composeServices({ configDirectory: directory, environment: {}, program: PROGRAM });
    expect(services.site()).toBe(services.site());
    const [first, second] = await Promise.all([services.store(), services.store()]);
    expect(first).toBe(second);
    expect(await services.queries()).toBe(await services.queries());
    await services.close();
  });

  it('are others for another deployment', async () => {
    const [one, other] = [await makeTestSite(), await makeTestSite()].map(({ directory }) =>
      composeServices({ configDirectory: directory, environment: {}, program: PROGRAM }),
    );
    expect(one!.site().directory).not.toBe(other!.site().directory);
    const ids = await Promise.all([one!, other!].map(async (services) => (await services.store()).read((tx) => tx.deployment())));
    expect(ids[0]!.deploymentId).not.toBe(ids[1]!.deploymentId);
    await one!.close();
    expect(await (await other!.queries()).requests({})).toEqual([]);
    await other!.close();
  });

  it('are closed together, also when one could not be made', async () => {
    const services = composeServices({ configDirectory: '/nowhere', environment: {}, program: PROGRAM });
    await expect(services.queries()).rejects.toThrow(/nowhere/);
    await services.close();
    const { directory } = await makeTestSite();
    const open = composeServices({ configDirectory: directory, environment: {}, program: PROGRAM });
    const store = await open.store();
    await open.close();
    await expect(store.read((tx) => tx.deployment())).rejects.toThrow(/closed/);
  });
});
