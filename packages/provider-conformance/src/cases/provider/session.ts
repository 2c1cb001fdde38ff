import { inspect } from 'node:util';
import { sameIdentity } from '@hostwright/core/provider';
import { check, checkData, checkEqual, checkRefused } from '../../bench/check.js';
import type { Bench } from '../../bench/bench.js';
import { defineCases } from '../../case.js';

const STATUSES = ['healthy', 'degraded', 'unhealthy'] as const;
const USER_DATA = 'conformance-user-data-canary-7f3b';

/** Everything a session says: log lines, and every error with its causes. */
async function everythingSaid(bench: Bench): Promise<string> {
  const errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  const write = bench.write();
  const made = await bench.launchSeen({ write, userData: USER_DATA }).catch(note);
  await bench.provider.identify(bench.read()).catch(note);
  await bench.provider.health(bench.read()).catch(note);
  await bench.launch({ userData: USER_DATA.repeat(4_000) }).catch(note);
  await bench.provider.machines.launch({ ...write, prepared: { version: 0, document: USER_DATA, parts: 1 }, part: 0 }).catch(note);
  if (made !== undefined) await bench.terminate(made.machineIds).catch(note);
  const renew = await bench.world.provoke?.expireCredentials?.();
  await bench.launch({ userData: USER_DATA }).catch(note);
  await bench.provider.identify(bench.read()).catch(note);
  await renew?.();
  return [...bench.logLines, ...errors.map((error) => inspect(error, { depth: 20, showHidden: true }))].join('\n');
}

/** Who we are, how the cloud does, secrets, and the end. */
export const sessionCases = defineCases([
  {
    id: 'provider.identify.answers',
    title: 'identify() names account and region, and the same when it is asked again',
    run: async (bench) => {
      const first = await bench.provider.identify(bench.read());
      check(first.account !== '' && first.region !== '', 'account and region are not empty');
      check(
        sameIdentity(first, await bench.another().provider.identify(bench.read())),
        'the second answer names the same account and region',
      );
      checkData(first, 'the identity');
    },
  },
  {
    id: 'provider.identify.expired-credentials',
    title: 'identify() with expired credentials is Credentials',
    provokes: ['expireCredentials'],
    run: async (bench) => {
      const renew = await bench.provoke.expireCredentials();
      await checkRefused(bench.provider.identify(bench.read()), ['Credentials'], 'identify() with expired credentials');
      await renew();
      await bench.provider.identify(bench.read());
    },
  },
  {
    id: 'provider.health.worst-of-services',
    title: 'health() tells of each service, and its status is the worst of theirs',
    run: async (bench) => {
      const { status, services } = await bench.provider.health(bench.read());
      check(services.length > 0, 'there is at least one service');
      const worst = Math.max(...services.map((service) => STATUSES.indexOf(service.status)));
      checkEqual(status, STATUSES[worst], 'status of the connection');
      for (const service of services)
        check(service.status === 'healthy' || (service.message ?? '') !== '', `${service.service} says why it is not healthy`);
    },
  },
  {
    id: 'provider.health.failing-service-is-a-result',
    title: 'health() with expired credentials answers, and is not healthy',
    provokes: ['expireCredentials'],
    run: async (bench) => {
      const renew = await bench.provoke.expireCredentials();
      const { status } = await bench.provider.health(bench.read());
      check(status !== 'healthy', 'a connection with expired credentials is not healthy');
      await renew();
      checkEqual((await bench.provider.health(bench.read())).status, 'healthy', 'status once they are renewed');
    },
  },
  {
    id: 'provider.calls.every-one-through-the-context',
    title: 'every operation that asks the cloud does so through context.call, with an action and an effect',
    run: async (bench) => {
      const operations: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['identify', () => bench.provider.identify(bench.read())],
        ['health', () => bench.provider.health(bench.read())],
        ['machines.sweep', () => bench.sweep()],
        ['machines.inspect', () => bench.inspect([bench.subject.absentMachineId])],
        ['machines.launch', () => bench.launch()],
        ['machines.terminate', () => bench.terminate([bench.subject.absentMachineId])],
      ];
      for (const [name, ask] of operations) {
        const before = bench.context.calls.length;
        await ask();
        check(bench.context.calls.length > before, `${name} makes its calls through context.call`);
      }
      check(
        bench.context.calls.every(({ options }) => options.action !== ''),
        'every call names its action',
      );
      check(
        bench.context.calls.every(({ outcome }) => outcome !== undefined),
        'no call is left under way',
      );
    },
  },
  {
    id: 'provider.calls.effects',
    title: 'launch() creates, terminate() deletes, everything else but prepare() reads',
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write });
      const before = bench.context.calls.length;
      const { machineIds } = await bench.launchPrepared(prepared, write);
      check(
        bench.context.calls.slice(before).some(({ options }) => options.effect === 'create'),
        'launch() makes a call with the effect create',
      );
      const then = bench.context.calls.length;
      await bench.provider.identify(bench.read());
      await bench.provider.health(bench.read());
      await bench.sweep();
      check(
        bench.context.calls.slice(then).every(({ options }) => options.effect === 'read'),
        'identify(), health() and sweep() only read',
      );
      const last = bench.context.calls.length;
      await bench.terminate(machineIds.length === 0 ? [bench.subject.absentMachineId] : machineIds);
      check(
        bench.context.calls.slice(last).some(({ options }) => options.effect === 'delete'),
        'terminate() makes a call with the effect delete',
      );
    },
  },
  {
    id: 'provider.secrets.nowhere',
    title: 'no secret is in any log line, any error or any answer',
    world: ['secrets'],
    run: async (bench) => {
      const said = await everythingSaid(bench);
      const shown = JSON.stringify([await bench.sweep(), await bench.provider.identify(bench.read())]);
      for (const [reference, secret] of Object.entries(bench.world.secrets ?? {})) {
        check(!said.includes(secret) && !shown.includes(secret), `the secret ${reference} is in no log line, error or answer`);
        const encoded = Buffer.from(secret).toString('base64');
        check(!said.includes(encoded), `the secret ${reference} is in no log line or error in base64 either`);
      }
    },
  },
  {
    id: 'provider.secrets.asked-for-again',
    title: 'a plugin keeps no secret: another operation later asks for it again',
    world: ['secrets'],
    run: async (bench) => {
      await bench.provider.identify(bench.read());
      const first = bench.context.secretReads.length;
      check(first > 0, 'identify() asks for the secret that the settings name');
      await bench.provider.identify(bench.read());
      check(bench.context.secretReads.length > first, 'the next operation asks for it again');
    },
  },
  {
    id: 'provider.user-data.nowhere',
    title: 'user data is in no log line and no error',
    run: async (bench) => {
      check(!(await everythingSaid(bench)).includes(USER_DATA), 'user data is in no log line and no error');
    },
  },
  {
    id: 'provider.inputs.untouched',
    title: 'operations change nothing in what they are given',
    run: async (bench) => {
      const write = bench.write();
      const prepared = Object.freeze(await bench.prepare({ write }));
      const frozen = { ...write, header: Object.freeze({ ...write.header }) };
      const made = await bench.launchPrepared(prepared, Object.freeze(frozen));
      const ids = Object.freeze([...(made.machineIds.length === 0 ? [bench.subject.absentMachineId] : made.machineIds)]);
      await bench.inspect(ids);
      await bench.terminate(ids, Object.freeze(bench.write()));
    },
  },
  {
    id: 'provider.dispose.twice',
    title: 'dispose() may be repeated, also after a failed call',
    run: async (bench) => {
      const { provider } = bench.another();
      await provider.identify(bench.read()).catch(() => undefined);
      await provider.dispose?.();
      await provider.dispose?.();
    },
  },
  {
    id: 'provider.dispose.leaves-others',
    title: 'dispose() of one provider leaves another of the same connection working',
    run: async (bench) => {
      const { provider } = bench.another();
      await provider.identify(bench.read());
      await provider.dispose?.();
      await bench.provider.identify(bench.read());
      await bench.launchSeen();
    },
  },
]);
