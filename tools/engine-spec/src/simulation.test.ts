import type { Request } from '@hostwright/core';
import type { FaultInput } from '@hostwright/provider-mock';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './harness/seeded-random.js';
import { Site, type EngineProcess } from './harness/site.js';

/** What goes wrong, some of it at any time. Everything lasts a while and then heals. */
const FAULTS: readonly FaultInput[] = [
  { kind: 'lose-reply', on: 'RunInstances', when: { times: 2 } },
  { kind: 'lose-reply', on: 'TerminateInstances', when: { times: 2 } },
  { kind: 'reset', on: 'RunInstances', when: { times: 2 } },
  { kind: 'late', on: 'RunInstances', delayMs: 90_000 },
  { kind: 'late', on: 'TerminateInstances', delayMs: 40_000 },
  { kind: 'hang', on: 'RunInstances', side: 'after', durationMs: 60_000 },
  { kind: 'error', on: 'RunInstances', code: 'InsufficientInstanceCapacity' },
  { kind: 'error', on: 'RunInstances', code: 'InstanceLimitExceeded' },
  { kind: 'error', on: 'RunInstances', code: 'RequestLimitExceeded', when: { times: 2 } },
  { kind: 'error', on: '*', code: 'ServiceUnavailable', when: { forMs: 15_000 } },
  { kind: 'error', on: '*', code: 'ExpiredToken', when: { forMs: 20_000 } },
  { kind: 'partial', give: 1 },
  { kind: 'over-deliver', extra: 1 },
  { kind: 'die', machines: 1, afterMs: 500 },
  { kind: 'die', machines: 1, afterMs: 20_000 },
  { kind: 'hide-new', durationMs: 40_000 },
  { kind: 'late-name', machines: 1, delayMs: 20_000 },
  { kind: 'stale-listing', ageMs: 30_000, when: { forMs: 20_000 } },
  { kind: 'partial-listing', zones: ['mock-1a'], when: { forMs: 20_000 } },
  { kind: 'empty-listing', when: { forMs: 12_000 } },
  { kind: 'refuse', on: 'ListResources', when: { forMs: 20_000 } },
];

const LAUNCHES = ['machines', 'fleet', 'refilling-group'] as const;

class Story {
  readonly #random;
  #engine: EngineProcess;
  readonly requests: string[] = [];
  readonly returned = new Set<string>();
  readonly answers = new Map<string, Request>();
  /** Machines that whoever asked was told of when a request ended. */
  readonly told = new Set<string>();

  constructor(
    private readonly site: Site,
    seed: number,
  ) {
    this.#random = seededRandom(seed * 7_919);
    this.#engine = site.start();
  }

  async chapter(): Promise<void> {
    const deeds: readonly (() => Promise<unknown> | void)[] = [
      () => this.#ask(),
      () => this.#ask(),
      () => this.#giveBack(),
      () => this.#cancel(),
      () => void this.site.cloud.addFault(this.#pick(FAULTS)!),
      () => void this.site.cloud.addFault(this.#pick(FAULTS)!),
      () => this.#restart(),
      () => this.#killOne(),
    ];
    await this.#pick(deeds)?.();
    await this.site.advance(1_000 * Math.ceil(this.#random.next() * 20));
    await this.#check();
  }

  async end(): Promise<void> {
    this.site.cloud.clearFaults();
    for (const requestId of this.requests) await this.site.ended(requestId, 60 * 60_000);
    await this.site.advance(5 * 60_000);
    await this.#check();
  }

  async #ask(): Promise<void> {
    this.requests.push(await this.site.request(Math.ceil(this.#random.next() * 4)));
  }

  async #giveBack(): Promise<void> {
    const machines = await this.site.queries.machines({ live: true, unwanted: false, orphan: false });
    const delivered = machines.filter((machine) => machine.deliveredAtMs !== undefined);
    const some = delivered.filter(() => this.#random.next() < 0.5).map((machine) => machine.machineId);
    for (const id of some) this.returned.add(id);
    this.requests.push(await this.site.give(some));
  }

  /** An operator ends a machine in the cloud's console, or its host fails. */
  #killOne(): void {
    const victim = this.#pick(this.site.live());
    if (victim !== undefined) this.site.cloud.kill(victim.id);
  }

  async #cancel(): Promise<void> {
    const [open] = await this.site.queries.requests({ kind: 'acquire', states: ['open'] });
    if (open !== undefined) await this.site.commands.cancelRequest({ requestId: open.requestId });
  }

  async #restart(): Promise<void> {
    this.#engine.kill();
    if (this.#random.next() < 0.5) await this.site.advance(35_000);
    this.#engine = this.site.start();
  }

  async #check(): Promise<void> {
    await this.#compareAnswers();
    const live = new Set(this.site.live().map((machine) => machine.id));
    const wrong = (await this.site.queries.machines({ live: false })).find((machine) => live.has(machine.machineId));
    if (wrong !== undefined) throw new Error(`${wrong.machineId} was given up while it lives`);
  }

  async #noteTold(requestId: string): Promise<void> {
    for (const machine of await this.site.machinesOf(requestId)) {
      if (machine.deliveredAtMs !== undefined && machine.surplus === undefined) this.told.add(machine.machineId);
    }
  }

  /** Terminal answers never change. */
  async #compareAnswers(): Promise<void> {
    for (const requestId of this.requests) {
      const request = await this.site.find(requestId);
      if (request.state !== 'ended') continue;
      const told = this.answers.get(requestId) ?? request;
      if (!this.answers.has(requestId)) await this.#noteTold(requestId);
      if (JSON.stringify(told) !== JSON.stringify(request)) throw new Error(`the answer about ${requestId} changed`);
      this.answers.set(requestId, request);
    }
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random.next() * items.length)];
  }
}

describe('whatever goes wrong, once it stops', { tags: ['engine.recovery.any-fault', 'simulated'] }, () => {
  it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'nothing is leaked, doubled, lost or taken from its holder: story %i',
    async (seed) => {
      const site = await Site.open({
        seed,
        settings: { visibilityHorizonMs: 60_000, zones: ['mock-1a', 'mock-1b'] },
        options: { zones: ['mock-1a', 'mock-1b'], launchAs: LAUNCHES[seed % LAUNCHES.length] },
      });
      const story = new Story(site, seed);
      for (let chapter = 0; chapter < 25; chapter += 1) await story.chapter();
      await story.end();

      const made = site.launches().filter((call) => call.effect === 'created');
      expect(new Set(made.map((call) => call.token)).size, 'each token made one set').toBe(made.length);

      const held = new Set<string>();
      for (const requestId of story.requests) {
        for (const machine of await site.machinesOf(requestId)) {
          const kept = machine.goneAtMs === undefined && machine.surplus === undefined && !story.returned.has(machine.machineId);
          if (kept) held.add(machine.machineId);
        }
      }
      expect(
        site
          .live()
          .map((machine) => machine.id)
          .toSorted(),
        'what runs is what somebody holds',
      ).toEqual([...held].toSorted());
      expect(
        [...held].filter((id) => !story.told.has(id)),
        'nobody was told of these',
      ).toEqual([]);

      for (const machine of await site.queries.machines({})) {
        const ordered = machine.terminateOrderedAtMs !== undefined;
        const wanted = machine.returnRequestId !== undefined || machine.surplus !== undefined;
        expect(ordered && !wanted, `${machine.machineId} was ended though nobody wanted it ended`).toBe(false);
      }
      await site.close();
    },
    60_000,
  );
});
