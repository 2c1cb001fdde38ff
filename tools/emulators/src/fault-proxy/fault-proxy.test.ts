import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  emptyFleet,
  expiredCredentials,
  hideMachines,
  loseCall,
  loseReply,
  refuse,
  skewClock,
  smallPages,
  startFaultProxy,
  throttle,
  type FaultProxy,
} from './index.js';

const MACHINES = ['i-1', 'i-2', 'i-3']
  .map((id) => `<item><instanceId>${id}</instanceId><launchTime>2026-01-01T00:00:00.000Z</launchTime></item>`)
  .join('');
const LISTING = `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><instancesSet>${MACHINES}</instancesSet></item></reservationSet></DescribeInstancesResponse>`;

/** Stands for the emulator: answers every call with the same listing, and remembers what it was asked. */
let emulator: Server;
let asked: URLSearchParams[];
let proxy: FaultProxy;
let client: EC2Client;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-proxy-'));
  asked = [];
  emulator = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push(new URLSearchParams(body));
      response.writeHead(200, { 'content-type': 'text/xml' }).end(LISTING);
    });
  }).listen(0, '127.0.0.1');
  await once(emulator, 'listening');
  proxy = await startFaultProxy(`http://127.0.0.1:${(emulator.address() as AddressInfo).port}`, { recordTo: join(folder, 'requests') });
  client = new EC2Client({
    endpoint: proxy.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await proxy.stop();
  emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const describeInstances = (...ids: string[]) => client.send(new DescribeInstancesCommand(ids.length > 0 ? { InstanceIds: ids } : {}));
const runInstances = () => client.send(new RunInstancesCommand({ ImageId: 'ami-1', MinCount: 1, MaxCount: 1 }));
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const idsOf = async (listing: ReturnType<typeof describeInstances>): Promise<unknown> =>
  (await listing).Reservations?.flatMap(({ Instances }) => Instances?.map(({ InstanceId }) => InstanceId));

describe('a proxy without rules', () => {
  it('passes calls on, counts them and keeps them as they were sent', async () => {
    expect(await idsOf(describeInstances())).toEqual(['i-1', 'i-2', 'i-3']);
    await describeInstances('i-1');
    expect(proxy.counts()).toEqual({ DescribeInstances: 2 });
    expect(proxy.calls().at(-1)).toEqual({
      service: 'ec2',
      region: 'eu-west-1',
      action: 'DescribeInstances',
      parameters: { 'InstanceId.1': 'i-1' },
      outcome: 200,
    });
    const lines = readFileSync(join(folder, 'requests'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ method: 'POST', target: '/' }, { method: 'POST' }]);
  });

  it('is no answer when the emulator is none', async () => {
    emulator.closeAllConnections();
    emulator.close();
    await once(emulator, 'close');
    expect(await errorOf(describeInstances())).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('a rule', () => {
  it('strikes once, unless it says otherwise, and only what it names', async () => {
    const rule = proxy.rule({ on: 'DescribeInstances', fault: throttle() });
    await runInstances();
    expect(await errorOf(describeInstances())).toMatchObject({ name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } });
    await describeInstances();
    expect(rule.strikes).toBe(1);
  });

  it('lets calls go well before it strikes, strikes for ever, and ends when it is removed', async () => {
    const rule = proxy.rule({ on: 'DescribeInstances', fault: throttle(), skip: 1, times: 'always' });
    await describeInstances();
    for (let times = 0; times < 3; times += 1) expect(await errorOf(describeInstances())).toMatchObject({ name: 'RequestLimitExceeded' });
    rule.remove();
    await describeInstances();
    expect(rule.strikes).toBe(3);
  });

  it('may ask for more than the name', async () => {
    proxy.rule({ on: ({ parameters }) => parameters.get('InstanceId.1') === 'i-2', fault: throttle(), times: 'always' });
    await describeInstances('i-1');
    expect(await errorOf(describeInstances('i-2'))).toMatchObject({ name: 'RequestLimitExceeded' });
  });
});

describe('faults', { tags: ['proof.emulators', 'simulated'] }, () => {
  it('refuse without asking the emulator, with the code whatever the status', async () => {
    for (const status of [400, 500]) {
      proxy.rule({ on: 'RunInstances', fault: refuse({ code: 'InsufficientInstanceCapacity', status }) });
      expect(await errorOf(runInstances())).toMatchObject({ name: 'InsufficientInstanceCapacity', $metadata: { httpStatusCode: status } });
    }
    proxy.rule({ on: 'RunInstances', fault: expiredCredentials() });
    expect(await errorOf(runInstances())).toMatchObject({ name: 'RequestExpired' });
    proxy.rule({ on: 'RunInstances', fault: emptyFleet({ code: 'InsufficientInstanceCapacity' }) });
    await runInstances();
    expect(asked).toEqual([]);
  });

  it('cut the connection before the emulator hears of the call, or after', async () => {
    proxy.rule({ on: 'RunInstances', fault: loseCall() });
    expect(await errorOf(runInstances())).toMatchObject({ code: 'ECONNRESET' });
    expect(asked).toHaveLength(0);
    proxy.rule({ on: 'RunInstances', fault: loseReply() });
    expect(await errorOf(runInstances())).toMatchObject({ code: 'ECONNRESET' });
    expect(asked).toHaveLength(1);
    expect(proxy.calls().map(({ outcome }) => outcome)).toEqual(['reset', 'reset']);
  });

  it('never answer, before or after, until the caller gives up', async () => {
    for (const [side, effects] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      proxy.rule({ on: 'RunInstances', fault: { kind: 'hang', side } });
      const stop = new AbortController();
      const waiting = errorOf(client.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1 }), { abortSignal: stop.signal }));
      while (proxy.calls().filter(({ outcome }) => outcome === 'hang').length === effects)
        await new Promise((resolve) => setTimeout(resolve, 1));
      expect(asked).toHaveLength(effects);
      stop.abort();
      expect(await waiting).toMatchObject({ name: 'AbortError' });
    }
  });

  it('hide machines: from listings, and as not found', async () => {
    proxy.rule({ on: 'DescribeInstances', fault: hideMachines((id) => id === 'i-2'), times: 'always' });
    expect(await idsOf(describeInstances())).toEqual(['i-1', 'i-3']);
    expect(await errorOf(describeInstances('i-1', 'i-2'))).toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  });

  it('ask for other pages, and tell another time', async () => {
    proxy.rule({ on: 'DescribeInstances', fault: smallPages(2) });
    proxy.rule({ on: () => true, fault: skewClock(3_600_000) });
    const { Reservations } = await describeInstances();
    expect(asked[0]?.get('MaxResults')).toBe('2');
    expect(Reservations?.[0]?.Instances?.[0]?.LaunchTime).toEqual(new Date('2026-01-01T01:00:00Z'));
  });
});

describe('a proxy that is stopped', () => {
  it('cuts what hangs, and may be stopped again', async () => {
    proxy.rule({ on: 'RunInstances', fault: { kind: 'hang', side: 'before' } });
    const waiting = errorOf(runInstances());
    while (proxy.calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await proxy.stop();
    await proxy.stop();
    expect(await waiting).toMatchObject({ code: 'ECONNRESET' });
  });
});
