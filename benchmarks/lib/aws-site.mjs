import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHostFactory } from '../../packages/core/dist/index.js';
import { openSqliteStore } from '../../packages/store/dist/index.js';
import aws from '../../plugins/aws/dist/index.js';
import { loadSource } from '../../tools/load-source.mjs';

const FAKE = fileURLToPath(new URL('../../tools/fake-ec2/src/start.ts', import.meta.url));
const LONGEST_MS = 1_800_000;
const REGION = 'us-east-1';

/** @typedef {Awaited<ReturnType<typeof openAwsSite>>} AwsSite */

/**
 * An engine with the AWS plugin, on a simulated EC2 in a process of its own.
 *
 * @param {{ fake?: object, template?: object, timing?: object }} [plan]
 */
export async function openAwsSite({ fake: options = {}, template = {}, timing = {} } = {}) {
  const { source, close } = await loadSource(FAKE);
  const { startFakeEc2 } = /** @type {typeof import('../../tools/fake-ec2/src/start.ts')} */ (/** @type {unknown} */ (source));
  const fake = await startFakeEc2(options);
  const folder = mkdtempSync(join(tmpdir(), 'hwb-'));
  const store = await openSqliteStore({ file: join(folder, 'store.db') });
  Object.assign(process.env, fake.env);
  const network = await networkOf(fake.url);
  const { queries, commands, engine } = await createHostFactory({
    store,
    providers: [aws],
    connections: [{ name: 'cloud', provider: 'aws', settings: { region: REGION, endpoint: fake.url } }],
    templates: [{ templateId: 'plain', connection: 'cloud', options: { vmType: 'c5.large', ...network, ...template } }],
    timing: { sweepIntervalMs: 1, busySweepIntervalMs: 1, ...timing },
  });
  const drive = async (/** @type {string} */ what, /** @type {() => Promise<boolean>} */ until) => {
    const end = await engine.drive({ deadlineMs: LONGEST_MS, until });
    if (end !== 'reached') throw new Error(`${what}: ${end}`);
  };
  const sweeps = async () => (await queries.connections())[0]?.state.lastCompleteSweep?.number ?? 0;
  let calls = 0;
  return {
    fake,
    queries,
    commands,
    drive,
    /** Commits requests of that many machines each. Answers their ids. @param {readonly number[]} sizes */
    async ask(sizes) {
      const requestIds = /** @type {string[]} */ ([]);
      for (const units of sizes) {
        const { requestId } = await commands.requestMachines({ callId: `call-${(calls += 1)}`, templateId: 'plain', units });
        requestIds.push(requestId);
      }
      return requestIds;
    },
    /** Waits until every request has ended. @param {readonly string[]} requestIds */
    async finish(requestIds) {
      let open = [...requestIds];
      await drive('requests did not end', async () => {
        const views = await Promise.all(open.slice(0, 10).map((requestId) => queries.request(requestId)));
        const ended = new Set(views.filter((view) => view?.request.state === 'ended').map((view) => view?.request.requestId));
        open = open.filter((requestId) => !ended.has(requestId));
        return open.length === 0;
      });
    },
    async sweepOnce() {
      const before = await sweeps();
      await drive('no sweep', async () => (await sweeps()) > before);
    },
    async close() {
      await engine.dispose();
      await store.close();
      await fake.stop();
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A subnet, a group and an image that the simulated EC2 begins with. @param {string} url */
async function networkOf(url) {
  const ask = async (/** @type {string} */ action, /** @type {string} */ tag) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIAFAKEFAKEFAKEFAKE/20260101/${REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
    const body = new URLSearchParams({ Action: action, Version: '2016-11-15' }).toString();
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const text = await (await fetch(url, { method: 'POST', headers, body })).text();
    const found = new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(text)?.[1];
    if (found === undefined) throw new Error(`${action} shows no ${tag}: ${text.slice(0, 300)}`);
    return found;
  };
  return {
    subnetIds: [await ask('DescribeSubnets', 'subnetId')],
    securityGroupIds: [await ask('DescribeSecurityGroups', 'groupId')],
    imageId: await ask('DescribeImages', 'imageId'),
  };
}

/** Calls of an action so far. @param {AwsSite['fake']} fake @param {string} action */
export async function callsOf(fake, action) {
  return (await fake.counts()).calls[action] ?? 0;
}

/** All calls so far. @param {AwsSite['fake']} fake */
export async function allCalls(fake) {
  return Object.values((await fake.counts()).calls).reduce((sum, count) => sum + count, 0);
}
