import type { ListResourcesInput, ResourcesAnswer } from './api.js';
import { CloudError } from './errors.js';
import { showGroup, type GroupRow } from './groups.js';
import { SHOWN_SQL, showMachine, type ShownRow } from './machine-row.js';
import type { Turn } from './turn.js';
import { showVolume, type VolumeRow } from './volume-row.js';

/** Where a listing stands. Travels in its cursor, so that all pages of one listing agree on what they read. */
interface Walk {
  /** The region's groups, then for each zone its machines and its volumes. */
  readonly steps: readonly Step[];
  readonly step: number;
  readonly after: string;
  /** Faults that hit the first page hold for all. */
  readonly ageMs: number;
  readonly unreachable: readonly string[];
}

interface Step {
  readonly kind: 'groups' | 'machines' | 'volumes';
  readonly place: string;
}

/** Lists everything that the caller's account has in its region, page by page. */
export function listResources(turn: Turn, input: ListResourcesInput): ResourcesAnswer {
  let walk = input.cursor === undefined ? beginWalk(turn) : readCursor(input.cursor);
  const found: Record<Step['kind'], (ShownRow | GroupRow | VolumeRow)[]> = { machines: [], groups: [], volumes: [] };
  const covered: string[] = [];
  const filter = filterOf(input);
  const atMs = turn.nowMs - walk.ageMs;
  let room = Math.min(input.limit ?? turn.behaviour.pageSize, turn.behaviour.pageSize);
  while (room > 0 && walk.step < walk.steps.length) {
    const step = walk.steps[walk.step];
    if (step === undefined) break;
    const rows = turn.sql.all<ShownRow | GroupRow | VolumeRow>(SELECT[step.kind](filter), {
      ...filter.values,
      ...callerOf(turn),
      place: step.place,
      after: walk.after,
      atMs,
      room,
    });
    found[step.kind].push(...rows);
    const complete = rows.length < room;
    room -= rows.length;
    if (complete && step.kind !== 'machines') covered.push(step.place);
    walk = complete ? { ...walk, step: walk.step + 1, after: '' } : { ...walk, after: rows.at(-1)?.id ?? walk.after };
  }
  const { account, region } = turn.caller;
  return {
    account,
    region,
    atMs: turn.nowMs,
    machines: (found.machines as ShownRow[]).map((row) => showMachine(row, atMs)),
    groups: (found.groups as GroupRow[]).map(showGroup),
    volumes: (found.volumes as VolumeRow[]).map(showVolume),
    covered,
    unreachable: walk.unreachable,
    nextCursor: walk.step < walk.steps.length ? writeCursor(walk) : undefined,
  };
}

function beginWalk(turn: Turn): Walk {
  const unreachable = turn.fault('partial-listing')?.zones ?? [];
  const zones = knownZones(turn);
  const reached = zones.filter((zone) => !unreachable.includes(zone));
  const steps: readonly Step[] = [
    { kind: 'groups', place: turn.caller.region },
    ...reached.flatMap((place): Step[] => [
      { kind: 'machines', place },
      { kind: 'volumes', place },
    ]),
  ];
  return {
    steps,
    step: 0,
    after: '',
    ageMs: turn.fault('stale-listing')?.ageMs ?? 0,
    unreachable: zones.filter((zone) => unreachable.includes(zone)),
  };
}

/** Zones of the settings, and those in which something was started under other settings. */
function knownZones(turn: Turn): readonly string[] {
  const used = turn.sql.all<{ zone: string }>(
    `SELECT DISTINCT zone FROM machines WHERE account = :account AND region = :region AND listed = 1
     UNION SELECT DISTINCT zone FROM volumes WHERE account = :account AND region = :region AND state <> 'deleted'`,
    callerOf(turn),
  );
  return [...new Set([...turn.behaviour.zones, ...used.map((row) => row.zone)])].toSorted();
}

/** The listing that an error of the cloud made empty: complete, and wrong. */
export function emptyListing(turn: Turn): ResourcesAnswer {
  const { account, region } = turn.caller;
  const covered = [region, ...knownZones(turn)];
  return { account, region, atMs: turn.nowMs, machines: [], groups: [], volumes: [], covered, unreachable: [], nextCursor: undefined };
}

interface Filter {
  readonly condition: string;
  readonly values: Readonly<Record<string, string>>;
}

function filterOf({ tagKey, tagValue }: ListResourcesInput): Filter {
  if (tagKey === undefined) return { condition: '', values: {} };
  if (!/^[\w.:/=+@ -]{1,128}$/.test(tagKey))
    throw new CloudError('InvalidParameterValue', 'a tag key to filter by has 1 to 128 plain characters');
  const path = `$."${tagKey}"`;
  if (tagValue === undefined) return { condition: 'AND json_extract(tags, :path) IS NOT NULL', values: { path } };
  return { condition: 'AND json_extract(tags, :path) = :tagValue', values: { path, tagValue } };
}

/** `+ 0`: a parameter that stands alone behind LIMIT makes SQLite prepare the statement anew each time it runs. */
const SELECT: { readonly [Kind in Step['kind']]: (filter: Filter) => string } = {
  groups: ({ condition }) => `SELECT * FROM groups WHERE account = :account AND region = :region AND id > :after
    AND created_at_ms <= :atMs AND (listed_until_ms IS NULL OR listed_until_ms > :atMs) ${condition} ORDER BY id LIMIT :room + 0`,
  machines: ({
    condition,
  }) => `SELECT ${SHOWN_SQL} FROM machines WHERE account = :account AND region = :region AND zone = :place AND id > :after
    AND listed = 1 AND created_at_ms <= :atMs AND visible_at_ms <= :atMs AND coalesce(hidden_until_ms, 0) <= :atMs ${condition}
    ORDER BY id LIMIT :room + 0`,
  volumes: ({ condition }) => `SELECT * FROM volumes WHERE account = :account AND region = :region AND zone = :place AND id > :after
    AND state <> 'deleted' AND launched_with IS NOT NULL AND created_at_ms <= :atMs ${condition} ORDER BY id LIMIT :room + 0`,
};

function callerOf(turn: Turn): { readonly account: string; readonly region: string } {
  return { account: turn.caller.account, region: turn.caller.region };
}

function writeCursor(walk: Walk): string {
  return Buffer.from(JSON.stringify(walk)).toString('base64url');
}

function readCursor(cursor: string): Walk {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Walk;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new CloudError('InvalidParameterValue', 'the cursor is not one of this cloud');
    throw cause;
  }
}
