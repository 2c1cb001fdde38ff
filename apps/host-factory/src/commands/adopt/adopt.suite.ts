import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMockCloud } from '@hostwright/provider-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { makeTestSite, runCommand, type TestSite } from '../../testing/command-line.js';
import { recordIo } from '../../testing/recorded-io.js';

const HANG_MS = 240_000;

let site: TestSite;
let file: string;
let machineIds: readonly string[];

/** Machines of somebody else in the site's cloud, and a state file of the vendor's form that names them. */
beforeEach(async () => {
  const other = await makeTestSite();
  site = await makeTestSite();
  const cloudFile = join(other.directory, 'mock-cloud.db');
  const configuration = join(site.directory, 'hostwright.yaml');
  writeFileSync(configuration, readFileSync(configuration, 'utf8').replace(/cloudFile: .*$/m, `cloudFile: ${JSON.stringify(cloudFile)}`));
  const { code, err } = await other.run('machines', 'request', 'small', '3', '--wait', '--timeout', '110');
  if (code !== 0) throw new Error(err);
  const cloud = openMockCloud({ file: cloudFile });
  machineIds = cloud.machines().map(({ id }) => id);
  for (const id of machineIds) cloud.stripTags(id);
  cloud.close();
  file = join(site.directory, 'aws-db.json');
  writeState([{ requestId: 'r-0123456789abcdef0', templateId: 'small', time: 1, rc_account: 'team', machines: machineIds.map(entry) }]);
}, HANG_MS);

const entry = (machineId: string): object => ({ machineId, name: machineId, result: 'succeed', status: 'running' });

function writeState(requests: readonly object[]): void {
  writeFileSync(file, JSON.stringify({ requests }));
  utimesSync(file, 1_700_000_000, 1_700_000_000);
}

interface Told {
  readonly requests: readonly { readonly outcome: string; readonly requestId: string; readonly adopted: readonly string[] }[];
}

describe('adopt', { timeout: HANG_MS, tags: ['aws.adopt', 'simulated'] }, () => {
  it('takes machines over, which are then known by the old request id and can be returned', async () => {
    const { code, out, err } = await site.run('adopt', '--from', file, '--yes');
    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(out).toContain('r-0123456789abcdef0: 3 machines taken over\n');
    expect((await site.run('requests', 'wait', 'r-0123456789abcdef0', '--timeout', '110')).out).toContain('fulfilled');
    const again = (await site.run('adopt', '--from', file, '--yes', '-o', 'json')).json() as Told;
    expect(again.requests).toMatchObject([{ outcome: 'repeated', requestId: 'r-0123456789abcdef0' }]);
    expect(again.requests[0]?.adopted.toSorted()).toEqual(machineIds.toSorted());
    const returned = await site.run('machines', 'return', ...machineIds, '--wait', '--timeout', '110');
    expect([returned.code, returned.err]).toEqual([EXIT.ok, expect.stringContaining('3 machines will be ended')]);
  });

  it('names what it could not take over, and takes the others', async () => {
    const absent = 'i-00000000000000000';
    writeState([{ requestId: 'r-1', machines: [...machineIds, absent].map(entry) }, { requestId: 7 }]);
    const { code, out, err } = await site.run('adopt', '--from', file, '--yes');
    expect(code).toBe(EXIT.partial);
    expect(out).toContain('3 machines of mock taken over.');
    expect(err).toContain(`${absent}: not taken over: the account and region of the connection have no such machine`);
    expect(err).toContain('left out requests[1].requestId: ');
  });

  it('says what it would do, and does nothing', async () => {
    const { code, out } = await site.run('adopt', '--from', file, '--dry-run');
    expect([code, out]).toEqual([EXIT.ok, expect.stringContaining('3 machines would be looked for in mock')]);
    expect((await site.run('adopt', '--from', file, '--dry-run', '-o', 'json')).json()).toMatchObject({
      kind: 'vendor',
      connection: 'mock',
      requests: [{ machineIds }],
    });
    expect((await site.run('machines', 'list', '-o', 'json')).json()).toEqual([]);
  });

  it('asks first, and warns of a file that somebody may still be writing', async () => {
    writeFileSync(file, readFileSync(file));
    const words = ['adopt', '--from', file, '--config', site.directory];
    const refused = await runCommand(
      words,
      {},
      recordIo(async () => 'n'),
    );
    expect(refused).toMatchObject({ code: EXIT.usage, out: '' });
    expect(refused.err).toContain('was written less than a minute ago: make sure that the other host factory does not work');
  });

  it('says what holds a connection up that cannot be worked on, and goes on when it can', async () => {
    const configuration = join(site.directory, 'hostwright.yaml');
    const good = readFileSync(configuration, 'utf8');
    writeFileSync(configuration, good.replace(/cloudFile: .*$/m, 'cloudFile: /nowhere/cloud.db'));
    const held = await site.run('adopt', '--from', file, '--yes', '--timeout', '1');
    expect(held.code).toBe(EXIT.incomplete);
    expect(held.err).toMatch(/^mock is held up: /m);
    writeFileSync(configuration, good);
    expect((await site.run('adopt', '--from', file, '--yes')).out).toContain('3 machines of mock taken over.');
  });

  it('refuses a file that is none, and a connection that is none', async () => {
    writeFileSync(file, '{"requests": [{]}');
    const damaged = await site.run('adopt', '--from', file, '--yes');
    expect([damaged.code, damaged.err]).toEqual([REMEDY_EXIT_CODES['fix-template'], expect.stringContaining('[state-file-unusable]')]);
    expect((await site.run('adopt', '--from', file, '--connection', 'mok', '--yes')).err).toContain('did you mean "mock"?');
  });
});
