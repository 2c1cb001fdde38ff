/** A machine as the table `machines` holds it. */
export interface MachineRow {
  readonly id: string;
  readonly state: MachineWord;
  readonly tags: string;
  readonly name: string;
  readonly type: string;
  readonly zone: string;
  readonly market: 'on-demand' | 'spot';
  readonly units: number;
  readonly account: string;
  readonly region: string;
  readonly group_id: string | null;
  readonly client_token: string | null;
  readonly image_id: string;
  readonly user_data: string | null;
  readonly private_ip: string;
  readonly public_ip: string | null;
  readonly price_per_hour_usd: number;
  readonly created_at_ms: number;
  readonly running_at_ms: number | null;
  readonly stop_ordered_at_ms: number | null;
  readonly stopped_at_ms: number | null;
  readonly terminate_ordered_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly end_reason: string | null;
  readonly reclaim_reason: string | null;
  readonly reclaim_noticed_at_ms: number | null;
  readonly reclaim_deadline_at_ms: number | null;
  readonly visible_at_ms: number;
  readonly hidden_until_ms: number | null;
  readonly named_at_ms: number;
  readonly strip_tags_at_ms: number | null;
  readonly listed_until_ms: number | null;
  readonly listed: number;
  readonly address_number: number;
  readonly next_change_at_ms: number | null;
  readonly change_number: number;
}

/** What calls show of a machine, or ask for. User data is not among it: listings of thousands of machines need not read it. */
const SHOWN_COLUMNS = [
  'id',
  'state',
  'tags',
  'name',
  'type',
  'zone',
  'market',
  'units',
  'group_id',
  'private_ip',
  'public_ip',
  'created_at_ms',
  'running_at_ms',
  'stop_ordered_at_ms',
  'stopped_at_ms',
  'terminate_ordered_at_ms',
  'ended_at_ms',
  'end_reason',
  'reclaim_reason',
  'reclaim_noticed_at_ms',
  'reclaim_deadline_at_ms',
  'visible_at_ms',
  'hidden_until_ms',
  'named_at_ms',
  'listed',
] as const satisfies readonly (keyof MachineRow)[];

/** The part of a machine's row that calls show. */
export type ShownRow = Pick<MachineRow, (typeof SHOWN_COLUMNS)[number]>;

/** The columns of a {@link ShownRow}, for a SELECT. */
export const SHOWN_SQL = SHOWN_COLUMNS.map((column) => `machines.${column}`).join(', ');

/** The cloud's own words for what a machine is doing. */
export type MachineWord = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** A label of a cloud object. */
export interface CloudTag {
  readonly key: string;
  readonly value: string;
}

/** A machine as the cloud shows it to callers. */
export interface CloudMachine {
  readonly id: string;
  readonly state: MachineWord;
  readonly type: string;
  readonly zone: string;
  readonly market: 'on-demand' | 'spot';
  readonly units: number;
  readonly tags: readonly CloudTag[];
  /** Undefined until the machine has a host name and address. */
  readonly name: string | undefined;
  readonly privateIp: string | undefined;
  readonly publicIp: string | undefined;
  readonly createdAtMs: number;
  readonly endReason: string | undefined;
  readonly groupId: string | undefined;
  readonly reclaim: CloudReclaim | undefined;
}

/** An announcement that a machine will be taken back. */
export interface CloudReclaim {
  readonly reason: 'spot' | 'maintenance' | 'eviction';
  readonly noticedAtMs: number;
  readonly deadlineAtMs: number | undefined;
}

/** What a machine was at `atMs`: the same rule as the view `machines_now`. */
export function wordAt(row: ShownRow, atMs: number): MachineWord {
  const past = (time: number | null): boolean => time !== null && time <= atMs;
  if (past(row.ended_at_ms)) return 'terminated';
  if (past(row.terminate_ordered_at_ms)) return 'shutting-down';
  if (past(row.stop_ordered_at_ms)) return past(row.stopped_at_ms) ? 'stopped' : 'stopping';
  return past(row.running_at_ms) ? 'running' : 'pending';
}

/** What the cloud says of a machine at `atMs`. */
export function showMachine(row: ShownRow, atMs: number): CloudMachine {
  const state = wordAt(row, atMs);
  const named = row.named_at_ms <= atMs;
  const ending = state === 'terminated' || state === 'shutting-down';
  return {
    id: row.id,
    state,
    type: row.type,
    zone: row.zone,
    market: row.market,
    units: row.units,
    tags: tagsOf(row.tags),
    name: named ? row.name : undefined,
    privateIp: named ? row.private_ip : undefined,
    publicIp: named ? (row.public_ip ?? undefined) : undefined,
    createdAtMs: row.created_at_ms,
    endReason: ending ? (row.end_reason ?? undefined) : undefined,
    groupId: row.group_id ?? undefined,
    reclaim: reclaimOf(row, atMs),
  };
}

/** Tags as the tables keep them: one JSON object. */
export function tagsText(tags: readonly CloudTag[]): string {
  return JSON.stringify(Object.fromEntries(tags.map((tag) => [tag.key, tag.value])));
}

/** Reads tags back from a table. */
export function tagsOf(text: string): readonly CloudTag[] {
  const tags = JSON.parse(text) as Readonly<Record<string, string>>;
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

function reclaimOf(row: ShownRow, atMs: number): CloudReclaim | undefined {
  if (row.reclaim_noticed_at_ms === null || row.reclaim_noticed_at_ms > atMs) return undefined;
  return {
    reason: row.reclaim_reason as CloudReclaim['reason'],
    noticedAtMs: row.reclaim_noticed_at_ms,
    deadlineAtMs: row.reclaim_deadline_at_ms ?? undefined,
  };
}
