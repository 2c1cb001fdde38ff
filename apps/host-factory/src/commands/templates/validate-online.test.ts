import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { makeTestSite, runCommand, type TestSite } from '../../testing/command-line.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';

function put(templates: readonly object[]): string {
  const file = join(temporaryFolder(), 'templates.json');
  writeFileSync(file, JSON.stringify({ templates }));
  return file;
}

const GOOD = { templateId: 'good', maxNumber: 3, machineType: 'mock.small' };
/** The file says nothing that could be wrong; the cloud has no such image. */
const NO_IMAGE = { ...GOOD, templateId: 'no-image', imageId: 'mock-none' };

/** Its cloud lies where nothing can be opened. */
function breakCloud({ directory }: TestSite): void {
  const file = join(directory, 'hostwright.yaml');
  const text = readFileSync(file, 'utf8');
  const broken = text.replace(/cloudFile: .*/, 'cloudFile: "/proc/none/cloud.db"');
  expect(broken).not.toBe(text);
  writeFileSync(file, broken);
}

describe('templates validate --online', { tags: ['configuration.validation', 'simulated'] }, () => {
  it('tells what the cloud has against a template that its file has nothing against', async () => {
    const site = await makeTestSite();
    const file = put([GOOD, NO_IMAGE]);
    expect((await site.run('templates', 'validate', file)).code).toBe(EXIT.ok);
    const { code, out } = await site.run('templates', 'validate', file, '--online');
    expect(code).toBe(REMEDY_EXIT_CODES['fix-template']);
    expect(out).toMatch(/1 of 2 templates can be used\n  good: ok\n  no-image: NOT USABLE\n    problem: imageId: .*mock-none/);
  });

  it('does not ask about what the file has something against already', async () => {
    const site = await makeTestSite();
    breakCloud(site);
    const { code, out } = await site.run('templates', 'validate', put([{ ...GOOD, machineType: 'none' }]), '--online');
    expect(code).toBe(REMEDY_EXIT_CODES['fix-template']);
    expect(out).not.toContain('could not be asked');
  });

  it('holds nothing against a template of a cloud that cannot be asked, and says so', async () => {
    const site = await makeTestSite();
    breakCloud(site);
    const { code, out } = await site.run('templates', 'validate', put([GOOD]), '--online');
    expect(code).toBe(EXIT.unhealthy);
    expect(out).toMatch(/good: ok\n    warning: the cloud of mock could not be asked \(/);
  });

  it('needs to be told which cloud', async () => {
    const { code, err } = await runCommand(['templates', 'validate', put([GOOD]), '--online']);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('say --config DIR')]);
  });
});
