import type { Address } from './addresses.js';
import type { LaunchOrder, LaunchOrigin, PlannedEnd } from './launch.js';
import { tagsText } from './machine-row.js';
import type { Turn } from './turn.js';

/** Everything that is decided about a machine when it is created. */
export interface NewMachine {
  readonly id: string;
  readonly order: LaunchOrder;
  readonly origin: LaunchOrigin;
  readonly zone: string;
  readonly address: Address;
  readonly pricePerHourUsd: number;
  /** Undefined: never boots. */
  readonly runningAtMs: number | undefined;
  readonly namedAtMs: number;
  readonly hiddenUntilMs: number | undefined;
  readonly stripTagsAtMs: number | undefined;
  readonly end: PlannedEnd | undefined;
}

const INSERT_SQL = `INSERT INTO machines (id, state, tags, name, type, zone, market, units, account, region, group_id, client_token, image_id,
  user_data, private_ip, public_ip, price_per_hour_usd, created_at_ms, running_at_ms, ended_at_ms, end_reason, reclaim_reason,
  reclaim_noticed_at_ms, reclaim_deadline_at_ms, visible_at_ms, hidden_until_ms, named_at_ms, strip_tags_at_ms, listed_until_ms, listed,
  address_number, next_change_at_ms, change_number)
  VALUES (:id, 'pending', :tags, :name, :type, :zone, :market, :units, :account, :region, :groupId, :clientToken, :imageId,
  :userData, :privateIp, :publicIp, :price, :nowMs, :runningAtMs, :endedAtMs, :endReason, :reclaimReason,
  :reclaimNoticedAtMs, :reclaimDeadlineAtMs, :visibleAtMs, :hiddenUntilMs, :namedAtMs, :stripTagsAtMs, :listedUntilMs, 1,
  :addressNumber, 0, :changeNumber)`;

/** Writes a new machine's row. What it is right now follows when the turn settles. */
export function insertMachine(turn: Turn, machine: NewMachine): void {
  const { order, origin, address, end } = machine;
  turn.sql.run(INSERT_SQL, {
    id: machine.id,
    tags: tagsText(order.tags),
    name: address.name,
    type: order.machineType,
    zone: machine.zone,
    market: order.market,
    units: order.unitsPerMachine,
    account: turn.caller.account,
    region: turn.caller.region,
    groupId: origin.groupId ?? null,
    clientToken: origin.clientToken ?? null,
    imageId: order.imageId,
    userData: order.userData ?? null,
    privateIp: address.privateIp,
    publicIp: order.publicIp ? publicIpOf(address) : null,
    price: machine.pricePerHourUsd,
    nowMs: turn.nowMs,
    runningAtMs: machine.runningAtMs ?? null,
    endedAtMs: end?.endedAtMs ?? null,
    endReason: end?.reason ?? null,
    reclaimReason: end?.reclaim?.reason ?? null,
    reclaimNoticedAtMs: end?.reclaim?.noticedAtMs ?? null,
    reclaimDeadlineAtMs: end?.reclaim === undefined ? null : end.endedAtMs,
    visibleAtMs: turn.nowMs + turn.behaviour.visibilityDelayMs,
    hiddenUntilMs: machine.hiddenUntilMs ?? null,
    namedAtMs: machine.namedAtMs,
    stripTagsAtMs: machine.stripTagsAtMs ?? null,
    listedUntilMs: end === undefined ? null : end.endedAtMs + turn.behaviour.terminatedListedMs,
    addressNumber: address.number,
    changeNumber: turn.changeNumber(),
  });
}

/** 198.18.0.0/15 is reserved for tests of devices and reaches nobody. Source: https://www.rfc-editor.org/rfc/rfc2544 */
function publicIpOf(address: Address): string {
  const [, b, c, d] = address.privateIp.split('.').map(Number);
  return `198.${18 + ((b ?? 0) % 2)}.${c}.${d}`;
}
