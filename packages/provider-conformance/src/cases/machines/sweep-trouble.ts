import { check, checkEqual, nth } from '../../bench/check.js';
import { defineCases } from '../../case.js';

/** Listings that do not show everything: unknown is never empty. */
export const sweepTroubleCases = defineCases([
  {
    id: 'machines.sweep.partial',
    title: 'a sweep that cannot read a shard is not complete, does not cover it, and shows the others',
    provokes: ['unreadableShard'],
    run: async (bench) => {
      await bench.launchSeen({ units: 2 });
      const { shard } = nth((await bench.sweep()).machines, 0);
      await bench.provoke.unreadableShard(shard);
      const { end, coveredShards } = await bench.sweep();
      check(end !== 'complete', 'a sweep that could not read a shard is not complete');
      check(!coveredShards.includes(shard), `shard ${shard} is not covered`);
    },
  },
  {
    id: 'machines.sweep.lost-page',
    title: 'a sweep that loses a page in the middle is not complete',
    provokes: ['loseSweepPage'],
    run: async (bench) => {
      await bench.launchSeen({ units: 6 });
      await bench.provoke.loseSweepPage();
      check((await bench.sweep()).end !== 'complete', 'a sweep that lost a page is not complete');
    },
  },
  {
    id: 'machines.sweep.denied',
    title: 'a sweep without permission is failed, never empty',
    provokes: ['denyPermission'],
    run: async (bench) => {
      await bench.launchSeen();
      const allow = await bench.provoke.denyPermission('sweep');
      checkEqual((await bench.sweep()).end, 'failed', 'end of a sweep without permission');
      await allow();
      checkEqual((await bench.sweep()).end, 'complete', 'end of a sweep once it is allowed');
    },
  },
  {
    id: 'machines.sweep.expired-credentials',
    title: 'a sweep with expired credentials is failed, never empty, and works again when they are renewed',
    provokes: ['expireCredentials'],
    run: async (bench) => {
      await bench.launchSeen();
      const renew = await bench.provoke.expireCredentials();
      checkEqual((await bench.sweep()).end, 'failed', 'end of a sweep with expired credentials');
      await renew();
      const { end, machines } = await bench.sweep();
      checkEqual([end, machines.length], ['complete', 1], 'a sweep with renewed credentials');
    },
  },
  {
    id: 'machines.sweep.unavailable',
    title: 'a sweep that the cloud does not answer is not complete',
    provokes: ['unavailable'],
    run: async (bench) => {
      await bench.launchSeen();
      await bench.provoke.unavailable('sweep');
      check((await bench.sweep()).end !== 'complete', 'a sweep without an answer is not complete');
    },
  },
  {
    id: 'machines.sweep.other-identity',
    title: 'a sweep that was answered under another account says so, or is failed',
    provokes: ['otherIdentity'],
    run: async (bench) => {
      await bench.launchSeen();
      const { account } = await bench.provider.identify(bench.read());
      await bench.provoke.otherIdentity();
      const { end, identities } = await bench.sweep();
      check(
        end === 'failed' || identities.some((identity) => identity.account !== account),
        'a sweep under another account is failed, or its pages name that account',
      );
    },
  },
  {
    id: 'machines.sweep.abort-before',
    title: 'a sweep that was aborted before sends nothing and is not complete',
    run: async (bench) => {
      const before = bench.context.calls.length;
      const events = bench.provider.machines.sweep({ signal: AbortSignal.abort(), scope: { kind: 'all-deployments' } });
      let complete = false;
      try {
        for await (const event of events) complete ||= event.type === 'end' && event.outcome === 'complete';
      } catch {
        // Throwing is one of the two ways to say it.
      }
      check(!complete, 'an aborted sweep is not complete');
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
    },
  },
  {
    id: 'machines.sweep.abort-during',
    title: 'a sweep that is aborted while it waits ends at once and is not complete',
    provokes: ['hang'],
    run: async (bench) => {
      await bench.launchSeen();
      await bench.provoke.hang('sweep', 3_600_000);
      const stop = new AbortController();
      const outcome = (async () => {
        for await (const event of bench.provider.machines.sweep({ signal: stop.signal, scope: { kind: 'all-deployments' } })) {
          if (event.type === 'end') return event.outcome;
        }
        return 'no end';
      })().catch(() => 'threw');
      await new Promise((resolve) => setTimeout(resolve, 20));
      stop.abort();
      const ended = await Promise.race([outcome, new Promise((resolve) => setTimeout(() => resolve('waits on'), 10_000))]);
      check(ended !== 'waits on' && ended !== 'complete', `an aborted sweep ends at once and incomplete: it ${String(ended)}`);
    },
  },
]);
