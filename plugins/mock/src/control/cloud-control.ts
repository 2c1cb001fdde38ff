import { createHash } from 'node:crypto';
import { DEFAULT_BEHAVIOUR, parseBehaviourPatch, type CloudBehaviourInput } from '../cloud/behaviour.js';
import { cloudTime, fixFoundation, readClock, setSkew, setVirtualTime } from '../cloud/clock.js';
import { deliverDue } from '../cloud/deliveries.js';
import { faultSchema, type FaultInput } from '../cloud/fault.js';
import { CONTROL_PREFIX } from '../cloud/fault-script.js';
import { withOverrides } from '../cloud/overrides.js';
import { settle } from '../cloud/settle.js';
import { shareCloudFile, type SharedFile } from '../cloud/shared-file.js';
import type { Sql } from '../cloud/sql.js';
import { readMeta, Turn, type CredentialState } from '../cloud/turn.js';
import { copyMachine, kill, reclaim, setTag, stop, stripTags, vanish } from './machine-acts.js';
import type { OpenMockCloudOptions } from './options.js';
import { readCalls, readFaults, readGroups, readMachines, readVolumes } from './read-views.js';
import type { CallView, FaultView, GroupView, MachineView, VolumeView } from './views.js';

/** Nobody: a control belongs to no account. */
const CALLER = { account: '', region: '', principal: 'control', keySha256: undefined, credentials: 'valid' } as const;

/** Whose calls a fault hits. */
export interface FaultScope {
  /** @default every account */
  readonly account?: string;
  /** @default every region */
  readonly region?: string;
}

/**
 * The hand behind a mock cloud, for tests, demonstrations and operators: moves its time, breaks it, and reads what is really there.
 * Works on the same file as any number of providers, in this and other processes.
 */
export class CloudControl {
  readonly #file: SharedFile;
  readonly #wallClock: () => number;

  /** @throws {CloudFileError} when the file cannot be used, or was made with other seed or time */
  constructor(options: OpenMockCloudOptions) {
    this.#file = shareCloudFile(options.file, (sql) => {
      const seed = readMeta(sql, 'seed');
      const time = seed === undefined ? 'real' : readClock(sql).mode;
      fixFoundation(sql, { file: options.file, seed: options.seed, time: options.time ?? time });
    });
    this.#wallClock = options.now ?? Date.now;
  }

  /** The cloud's own time, in milliseconds since 1970. */
  now(): number {
    return cloudTime(this.#file.sql, this.#wallClock());
  }

  /** Moves the time of a cloud with virtual time on. What was to happen until then happens. */
  advance(durationMs: number): void {
    this.setTime(this.now() + durationMs);
  }

  /** Sets the time of a cloud with virtual time. @throws {CloudFileError} when the cloud has real time, or is later already */
  setTime(atMs: number): void {
    this.#file.sql.transact(() => setVirtualTime(this.#file.sql, Math.round(atMs)));
    this.#change(() => undefined);
  }

  /** Sets how far the clock of a cloud with real time is ahead of the world's; negative for behind. */
  setClockSkew(skewMs: number): void {
    this.#file.sql.transact(() => setSkew(this.#file.sql, Math.round(skewMs)));
    this.#change(() => undefined);
  }

  /** Adds one line of a fault script for everybody, or for one account or region. Answers its id. */
  addFault(fault: FaultInput, scope: FaultScope = {}): string {
    const parsed = faultSchema.parse(fault);
    return this.#change((turn) => {
      const id = `${CONTROL_PREFIX}${String(turn.takeNumbers('faults')).padStart(6, '0')}`;
      turn.sql.run('INSERT INTO faults VALUES (:id, :fault, :account, :region, :nowMs, 0, 0)', {
        id,
        fault: JSON.stringify(parsed),
        account: scope.account ?? null,
        region: scope.region ?? null,
        nowMs: turn.nowMs,
      });
      return id;
    });
  }

  /** Faults of controls and scripts, with how often each worked. */
  faults(): readonly FaultView[] {
    return this.#see(readFaults);
  }

  /** Takes a control's fault back. What it has done stays done. Answers whether it was there. */
  removeFault(id: string): boolean {
    return this.#change(
      (turn) => turn.sql.run('DELETE FROM faults WHERE id = :id AND id LIKE :prefix', { id, prefix: `${CONTROL_PREFIX}%` }) > 0,
    );
  }

  /** Takes all of the controls' faults back. */
  clearFaults(): void {
    this.#change((turn) => turn.sql.run('DELETE FROM faults WHERE id LIKE :prefix', { prefix: `${CONTROL_PREFIX}%` }));
  }

  /** Makes the cloud behave differently towards everybody, whatever their settings say. @throws {Error} naming the key that is wrong */
  override(behaviour: CloudBehaviourInput): void {
    const patch = parseBehaviourPatch(behaviour);
    this.#change((turn) => {
      for (const [key, value] of Object.entries(patch)) {
        turn.sql.run('INSERT INTO overrides VALUES (:key, :value) ON CONFLICT DO UPDATE SET value = :value', {
          key,
          value: JSON.stringify(value),
        });
      }
    });
  }

  /** Lets the settings of each connection decide again. */
  clearOverrides(): void {
    this.#change((turn) => turn.sql.run('DELETE FROM overrides'));
  }

  /** Says how good an account's credentials are, whatever the settings say; `undefined` lets the settings decide again. */
  setCredentials(account: string, credentials: CredentialState | undefined): void {
    this.#change((turn) => {
      turn.sql.run('DELETE FROM accounts WHERE account = :account', { account });
      if (credentials !== undefined) turn.sql.run('INSERT INTO accounts VALUES (:account, :credentials)', { account, credentials });
    });
  }

  /** Says which access keys an account accepts; none: it asks for no key. */
  setAccessKeys(account: string, keys: readonly string[]): void {
    this.#change((turn) => {
      turn.sql.run('DELETE FROM access_keys WHERE account = :account', { account });
      for (const key of new Set(keys)) {
        turn.sql.run('INSERT INTO access_keys VALUES (:account, :hash)', { account, hash: createHash('sha256').update(key).digest('hex') });
      }
    });
  }

  /** Ends a machine at once, as a failing host does. */
  kill(machineId: string, reason = 'Server.InternalError'): void {
    this.#change((turn) => kill(turn, machineId, reason));
  }

  /** Ends a machine at once, as its owner does in the cloud's console. */
  terminate(machineId: string): void {
    this.kill(machineId, 'Client.UserInitiatedShutdown');
  }

  /** Announces that the cloud takes a machine back, and takes it when the grace is over. */
  reclaim(machineId: string, notice: { readonly graceMs: number; readonly reason?: 'spot' | 'maintenance' | 'eviction' }): void {
    this.#change((turn) => reclaim(turn, machineId, { reason: notice.reason ?? 'spot', graceMs: notice.graceMs }));
  }

  /** Takes all tags off a machine, as a governance job might. */
  stripTags(machineId: string): void {
    this.#change((turn) => stripTags(turn, machineId));
  }

  /** Stops a running machine at once, as its owner does in the cloud's console. */
  stop(machineId: string): void {
    this.#change((turn) => stop(turn, machineId));
  }

  /** Gives one tag of a machine another value; `undefined` takes it off. */
  setTag(machineId: string, key: string, value: string | undefined): void {
    this.#change((turn) => setTag(turn, machineId, key, value));
  }

  /** Ends a machine without a trace: no listing and no answer knows it any more. */
  vanish(machineId: string): void {
    this.#change((turn) => vanish(turn, machineId));
  }

  /** Starts a machine with the same tags, as an operator's "launch more like this" does. Answers its id. */
  copyMachine(machineId: string): string {
    return this.#change((turn) => copyMachine(turn, machineId));
  }

  /** Publishes the next version of an image, or the first of a new one. Answers `NAME@VERSION`. */
  publishImage(name: string): string {
    return this.#change((turn) => {
      turn.sql.run('INSERT INTO images VALUES (:name, 1, 0) ON CONFLICT DO UPDATE SET latest_version = latest_version + 1, removed = 0', {
        name,
      });
      const row = turn.sql.get<{ latest_version: number }>('SELECT latest_version FROM images WHERE name = :name', { name });
      return `${name}@${row?.latest_version ?? 1}`;
    });
  }

  /** Removes an image with all its versions. */
  removeImage(name: string): void {
    this.#change((turn) => turn.sql.run('UPDATE images SET removed = 1 WHERE name = :name', { name }));
  }

  /** Every machine that ever was, in the order of creation. */
  machines(): readonly MachineView[] {
    return this.#see(readMachines);
  }

  /** Every group that ever was, in the order of creation. */
  groups(): readonly GroupView[] {
    return this.#see(readGroups);
  }

  /** Every volume that ever was, in the order of creation. */
  volumes(): readonly VolumeView[] {
    return this.#see(readVolumes);
  }

  /** The log of calls, oldest first; of one action only when it is named. */
  calls(action?: string): readonly CallView[] {
    return this.#see(readCalls).filter((call) => action === undefined || call.action === action);
  }

  /** Closes the file. */
  close(): void {
    this.#file.release();
  }

  /** One transaction on the file, before and after which everything that is due happens. */
  #change<Result>(body: (turn: Turn) => Result): Result {
    return this.#settled((turn) => {
      const result = body(turn);
      settle(turn);
      return result;
    });
  }

  /** One transaction on the file that changes nothing, before which everything that is due happens. */
  #see<View>(read: (sql: Sql) => View): View {
    return this.#settled(({ sql }) => read(sql));
  }

  #settled<Result>(body: (turn: Turn) => Result): Result {
    const { sql } = this.#file;
    return sql.transact(() => {
      const nowMs = cloudTime(sql, this.#wallClock());
      deliverDue(sql, nowMs);
      const turn = new Turn(sql, nowMs, CALLER, withOverrides(sql, DEFAULT_BEHAVIOUR));
      settle(turn);
      return body(turn);
    });
  }
}

/** Opens the hand behind a mock cloud. Makes the file when there is none. @throws {CloudFileError} when it cannot be used */
export function openMockCloud(options: OpenMockCloudOptions): CloudControl {
  return new CloudControl(options);
}
