import { CloudError } from '../cloud-client.js';
import type { CloudMachine, CloudOrder, CloudPage, CloudTag, Deletion, Missing, Origin } from '../cloud-api.js';
import { ACCOUNT, PAGE_SIZE, QUOTA, REGION, ZONES } from './fake-offers.js';
import { Faults } from './faults.js';

const BOOT_MS = 2_000;
const DELETE_MS = 1_000;

/** A machine as the cloud keeps it: what it does follows from the time. */
interface Kept {
  readonly id: string;
  readonly order: Pick<CloudOrder, 'type' | 'zone' | 'tags'>;
  readonly createdAtMs: number;
  readonly visibleAtMs: number;
  tags: readonly CloudTag[];
  deletedAtMs: number | undefined;
  reason: string | undefined;
}

interface Launched {
  readonly order: string;
  readonly ids: readonly string[];
  readonly missing: Missing | undefined;
}

/**
 * An imaginary cloud that keeps state as a real one does: client tokens, tags, pages, capacity, delayed listings. Its time moves only when
 * it is told to, so that tests wait for nothing. Write what your cloud documents here, and not what your plugin needs.
 */
export class FakeCloud {
  readonly faults = new Faults();
  /** How far its clock is ahead of ours. */
  skewMs = 0;
  pageSize = PAGE_SIZE;
  /** Whether a listing loses every page but the first. */
  losesPages = false;
  expired = false;
  /** For the next launch: how many machines there is room for, how many come on top, how long listings do not show them. */
  readonly next: { room: number | undefined; extra: number; hiddenMs: number; quotaExceeded: boolean } = {
    room: undefined,
    extra: 0,
    hiddenMs: 0,
    quotaExceeded: false,
  };
  /** For the next listing. */
  readonly listing: { account: string; unreadableZones: readonly string[] } = { account: ACCOUNT, unreadableZones: [] };
  /** Ids that the cloud refuses to tell or to delete. */
  readonly poisoned = { get: new Set<string>(), delete: new Set<string>() };

  readonly #machines = new Map<string, Kept>();
  readonly #launches = new Map<string, Launched>();
  #ourTimeMs = Date.UTC(2030, 0, 1);
  #created = 0;

  /** Our clock. */
  now(): number {
    return this.#ourTimeMs;
  }

  /** Lets time pass. */
  pass(durationMs: number): void {
    this.#ourTimeMs += durationMs;
  }

  get origin(): Origin {
    return { account: ACCOUNT, region: REGION, timeMs: this.#cloudTime() };
  }

  /** The same client token never makes a second set. */
  create(order: CloudOrder): { readonly machines: readonly CloudMachine[]; readonly missing?: Missing } {
    const { clientToken, ...rest } = order;
    const known = this.#launches.get(clientToken);
    if (known === undefined) return this.#answer(this.#launch(clientToken, rest));
    if (known.order !== JSON.stringify(rest))
      throw new CloudError(409, 'ClientTokenReused', 'the token was used for another order', undefined);
    return this.#answer(known);
  }

  /** A page of the machines with a tag, by id. */
  list(wanted: {
    readonly tagKey: string;
    readonly tagValue: string | undefined;
    readonly cursor: string | undefined;
    readonly limit: number | undefined;
  }): CloudPage<CloudMachine> & {
    readonly zones: readonly string[];
    readonly unreadableZones: readonly string[];
    readonly account: string;
  } {
    const { tagKey, tagValue, cursor, limit = this.pageSize } = wanted;
    if (cursor !== undefined && this.losesPages) throw new CloudError(500, 'InternalError', 'this page is lost', undefined);
    const { account, unreadableZones } = { ...this.listing };
    Object.assign(this.listing, { account: ACCOUNT, unreadableZones: [] });
    const matching = [...this.#machines.values()]
      .filter((machine) => machine.tags.some(({ key, value }) => key === tagKey && (tagValue === undefined || value === tagValue)))
      .filter((machine) => machine.visibleAtMs <= this.#cloudTime() && !unreadableZones.includes(zoneOf(machine)))
      .filter(({ id }) => cursor === undefined || id > cursor);
    const size = Math.min(limit, this.pageSize);
    const items = matching.slice(0, size).map((machine) => this.#shown(machine));
    const last = items.at(-1);
    const next = matching.length > size && last !== undefined ? { next: last.id } : {};
    return { items, ...next, zones: ZONES, unreadableZones, account };
  }

  /** Single machines. What it refuses to tell is in neither list. */
  get(ids: readonly string[]): { readonly machines: readonly CloudMachine[]; readonly missing: readonly string[] } {
    const asked = ids.filter((id) => !this.poisoned.get.has(id));
    const found = asked.flatMap((id) => this.#machines.get(id) ?? []).filter(({ visibleAtMs }) => visibleAtMs <= this.#cloudTime());
    const missing = asked.filter((id) => !found.some((machine) => machine.id === id));
    return { machines: found.map((machine) => this.#shown(machine)), missing };
  }

  delete(ids: readonly string[]): { readonly results: readonly Deletion[] } {
    return { results: ids.map((id) => this.#delete(id)) };
  }

  /** What lives, whoever made it. */
  live(): readonly string[] {
    return [...this.#machines.values()]
      .map((machine) => this.#shown(machine))
      .flatMap(({ id, state }) => (state === 'DELETED' ? [] : [id]));
  }

  /** Somebody starts a machine by hand. */
  startByHand(tags: readonly CloudTag[]): string {
    return this.#add({ type: 'small', zone: ZONES[0], tags }, 0);
  }

  /** Somebody starts a machine with the tags of another. */
  copy(id: string): string {
    return this.startByHand(this.#kept(id).tags);
  }

  stripTags(id: string): void {
    this.#kept(id).tags = [];
  }

  /** A machine ends by itself. */
  end(id: string): void {
    const machine = this.#kept(id);
    machine.deletedAtMs = this.#cloudTime() - DELETE_MS;
    machine.reason = 'the host failed';
  }

  #launch(clientToken: string, order: Omit<CloudOrder, 'clientToken'>): Launched {
    const { room = order.count, extra, hiddenMs, quotaExceeded } = { ...this.next };
    Object.assign(this.next, { room: undefined, extra: 0, hiddenMs: 0, quotaExceeded: false });
    if (quotaExceeded || this.live().length + order.count > QUOTA)
      throw new CloudError(403, 'QuotaExceeded', 'the account may not have more', undefined);
    if (room === 0) throw new CloudError(503, 'InsufficientCapacity', `${order.zone ?? REGION} has no room`, undefined);
    const given = Math.min(order.count, room);
    const ids = Array.from({ length: given + extra }, () => this.#add(order, hiddenMs));
    const short = order.count - given;
    const missing = short > 0 ? { count: short, code: 'InsufficientCapacity', message: `${order.zone ?? REGION} is full` } : undefined;
    const launched = { order: JSON.stringify(order), ids, missing };
    this.#launches.set(clientToken, launched);
    return launched;
  }

  #answer({ ids, missing }: Launched): { readonly machines: readonly CloudMachine[]; readonly missing?: Missing } {
    return { machines: ids.map((id) => this.#shown(this.#kept(id))), ...(missing !== undefined && { missing }) };
  }

  #add(order: Kept['order'], hiddenMs: number): string {
    this.#created += 1;
    const id = `m-${String(this.#created).padStart(6, '0')}`;
    const createdAtMs = this.#cloudTime();
    const times = { createdAtMs, visibleAtMs: createdAtMs + hiddenMs, deletedAtMs: undefined };
    this.#machines.set(id, { id, order, tags: order.tags, ...times, reason: undefined });
    return id;
  }

  #delete(id: string): Deletion {
    const machine = this.#machines.get(id);
    if (machine === undefined) return { id, outcome: 'missing' };
    if (this.poisoned.delete.has(id)) return { id, outcome: 'error', code: 'MachineLocked', message: `${id} is locked` };
    if (this.#shown(machine).state === 'DELETED') return { id, outcome: 'gone' };
    machine.deletedAtMs ??= this.#cloudTime();
    machine.reason ??= 'deleted by its user';
    return { id, outcome: 'accepted' };
  }

  #shown(machine: Kept): CloudMachine {
    const { id, order, createdAtMs, tags, reason } = machine;
    const state = this.#stateOf(machine);
    const facts = { id, state, type: order.type, zone: zoneOf(machine), createdAtMs, tags };
    if (state === 'DELETED') return { ...facts, ...(reason !== undefined && { reason }) };
    return state === 'PROVISIONING' ? facts : { ...facts, host: `${id}.${REGION}.example`, privateIp: addressOf(id) };
  }

  #stateOf({ createdAtMs, deletedAtMs }: Kept): CloudMachine['state'] {
    const now = this.#cloudTime();
    if (deletedAtMs !== undefined) return now >= deletedAtMs + DELETE_MS ? 'DELETED' : 'DELETING';
    return now >= createdAtMs + BOOT_MS ? 'UP' : 'PROVISIONING';
  }

  #kept(id: string): Kept {
    const machine = this.#machines.get(id);
    if (machine === undefined) throw new Error(`there is no machine ${id}`);
    return machine;
  }

  #cloudTime(): number {
    return this.#ourTimeMs + this.skewMs;
  }
}

function zoneOf({ order }: Kept): string {
  return order.zone ?? ZONES[0];
}

function addressOf(id: string): string {
  const number = Number(id.slice(2));
  return `10.0.${Math.floor(number / 250)}.${(number % 250) + 1}`;
}
