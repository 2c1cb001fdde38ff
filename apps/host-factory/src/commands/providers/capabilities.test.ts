import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeTestSite, runCommand } from '../../testing/command-line.js';

/** Only what hangs takes so long. */
const HANGS_AFTER_MS = 120_000;

describe('providers capabilities', { timeout: HANGS_AFTER_MS, tags: ['cli.provider-capabilities', 'simulated'] }, () => {
  it('tells what each installed provider can do, without any configuration', async () => {
    const { code, out } = await runCommand(['providers', 'capabilities']);
    expect(code).toBe(0);
    expect(out).toMatch(/^PROVIDER +CONNECTION +PER LAUNCH +MACHINES +INTERFACES$/m);
    expect(out).toMatch(/^mock +- +1000 +spot, groups, .* +volumes, snapshots$/m);
  });

  it('tells it for each connection, with its settings', async () => {
    const site = await makeTestSite();
    const rows = (await site.run('providers', 'capabilities', 'mock', '--output', 'json')).json();
    expect(rows).toMatchObject([
      { provider: 'mock', connection: 'mock', capabilities: { machines: { maxUnitsPerLaunch: 1_000, spot: true } }, problem: null },
    ]);
    expect(parse((await site.run('providers', 'capabilities', '-o', 'yaml')).out)).toEqual(rows);
  });

  it('names the nearest provider', async () => {
    const { code, err } = await runCommand(['providers', 'capabilities', 'mok']);
    expect([code, err]).toEqual([4, expect.stringContaining('There is no provider "mok"; did you mean "mock"?')]);
  });
});
