/** Marks the file as ours: "HMCK". */
export const APPLICATION_ID = 0x484d434b;

/** Version of the tables below; a file with a higher one is refused. */
export const SCHEMA_VERSION = 1;

/** Time of a cloud with virtual time before anyone moved it: 2026-01-01T00:00:00Z. */
export const VIRTUAL_START_MS = 1_767_225_600_000;

/** The cloud's time as SQL, for readers who open the file with plain `sqlite3`. */
const NOW_SQL = `(SELECT CASE mode WHEN 'virtual' THEN virtual_now_ms
  ELSE CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) + skew_ms END FROM clock)`;

/**
 * What a machine is at a given time. Everything that will happen to a machine is already in its row, as a time; its state is only ever
 * derived from those times.
 */
export function stateSql(now: string): string {
  return `CASE
    WHEN ended_at_ms <= ${now} THEN 'terminated'
    WHEN terminate_ordered_at_ms <= ${now} THEN 'shutting-down'
    WHEN stop_ordered_at_ms <= ${now} THEN CASE WHEN stopped_at_ms <= ${now} THEN 'stopped' ELSE 'stopping' END
    WHEN running_at_ms <= ${now} THEN 'running'
    ELSE 'pending' END`;
}

/** Makes the tables. The README documents those that others may read. */
export const SCHEMA_SQL = `
CREATE TABLE clock (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  mode TEXT NOT NULL CHECK (mode IN ('real', 'virtual')),
  virtual_now_ms INTEGER NOT NULL,
  skew_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE machines (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated')),
  tags TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  zone TEXT NOT NULL,
  market TEXT NOT NULL CHECK (market IN ('on-demand', 'spot')),
  units INTEGER NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  group_id TEXT,
  client_token TEXT,
  image_id TEXT NOT NULL,
  user_data TEXT,
  private_ip TEXT NOT NULL,
  public_ip TEXT,
  price_per_hour_usd REAL NOT NULL,
  created_at_ms INTEGER NOT NULL,
  running_at_ms INTEGER,
  stop_ordered_at_ms INTEGER,
  stopped_at_ms INTEGER,
  terminate_ordered_at_ms INTEGER,
  ended_at_ms INTEGER,
  end_reason TEXT,
  reclaim_reason TEXT,
  reclaim_noticed_at_ms INTEGER,
  reclaim_deadline_at_ms INTEGER,
  visible_at_ms INTEGER NOT NULL,
  hidden_until_ms INTEGER,
  named_at_ms INTEGER NOT NULL,
  strip_tags_at_ms INTEGER,
  listed_until_ms INTEGER,
  listed INTEGER NOT NULL,
  address_number INTEGER NOT NULL,
  next_change_at_ms INTEGER,
  change_number INTEGER NOT NULL
) STRICT;
CREATE INDEX machines_by_shard ON machines (account, region, zone, id) WHERE listed = 1;
CREATE INDEX machines_due ON machines (next_change_at_ms) WHERE next_change_at_ms IS NOT NULL;
CREATE INDEX machines_by_group ON machines (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX machines_by_address ON machines (address_number) WHERE state <> 'terminated';
CREATE INDEX machines_by_size ON machines (type, zone) WHERE state <> 'terminated';
CREATE INDEX machines_by_account ON machines (account, region, type) WHERE state <> 'terminated';
CREATE INDEX machines_by_change ON machines (change_number);

CREATE VIEW machines_now AS
SELECT id, ${stateSql(NOW_SQL)} AS state,
  CASE WHEN strip_tags_at_ms <= ${NOW_SQL} THEN '{}' ELSE tags END AS tags,
  name, type, zone, market, units, account, region, group_id, client_token, private_ip, public_ip, price_per_hour_usd,
  created_at_ms, running_at_ms, ended_at_ms, end_reason
FROM machines;

CREATE TABLE groups (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('fleet', 'refilling')),
  state TEXT NOT NULL CHECK (state IN ('active', 'deleting', 'deleted')),
  tags TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  zone TEXT,
  target_machines INTEGER,
  units_per_machine INTEGER NOT NULL,
  client_token TEXT,
  created_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER,
  listed_until_ms INTEGER,
  refill_delay_ms INTEGER NOT NULL,
  launch_order TEXT NOT NULL,
  behaviour TEXT NOT NULL
) STRICT;
CREATE INDEX groups_by_account ON groups (account, region, id);
CREATE INDEX groups_alive ON groups (kind) WHERE state <> 'deleted';

CREATE TABLE volumes (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('creating', 'available', 'in-use', 'deleted')),
  tags TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  zone TEXT NOT NULL,
  name TEXT,
  size_gib INTEGER NOT NULL,
  type TEXT NOT NULL,
  encrypted INTEGER NOT NULL,
  iops INTEGER,
  throughput_mib INTEGER,
  snapshot_id TEXT,
  launched_with TEXT,
  machine_id TEXT,
  device TEXT,
  delete_with_machine INTEGER NOT NULL,
  client_token TEXT,
  created_at_ms INTEGER NOT NULL,
  ready_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;
CREATE INDEX volumes_by_shard ON volumes (account, region, zone, id) WHERE state <> 'deleted';
CREATE INDEX volumes_by_machine ON volumes (machine_id) WHERE machine_id IS NOT NULL;
CREATE INDEX volumes_due ON volumes (ready_at_ms) WHERE state = 'creating';

CREATE TABLE snapshots (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('creating', 'available', 'deleted')),
  tags TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT,
  volume_id TEXT NOT NULL,
  source_snapshot_id TEXT,
  size_gib INTEGER NOT NULL,
  encrypted INTEGER NOT NULL,
  client_token TEXT,
  created_at_ms INTEGER NOT NULL,
  ready_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;
CREATE INDEX snapshots_by_account ON snapshots (account, region, id) WHERE state <> 'deleted';
CREATE INDEX snapshots_due ON snapshots (ready_at_ms) WHERE state = 'creating';

CREATE TABLE tokens (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  zone TEXT NOT NULL,
  action TEXT NOT NULL,
  token TEXT NOT NULL,
  parameters_hash TEXT NOT NULL,
  result TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account, region, zone, action, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_expiry ON tokens (expires_at_ms);

CREATE TABLE calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  action TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  token TEXT,
  outcome TEXT NOT NULL,
  effect TEXT,
  count INTEGER NOT NULL
) STRICT;

CREATE TABLE faults (
  id TEXT PRIMARY KEY,
  fault TEXT NOT NULL,
  account TEXT,
  region TEXT,
  added_at_ms INTEGER NOT NULL,
  matched INTEGER NOT NULL,
  fired INTEGER NOT NULL
) STRICT;

CREATE TABLE overrides (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE buckets (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  action TEXT NOT NULL,
  tokens REAL NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account, region, action)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  deliver_at_ms INTEGER NOT NULL,
  call_id INTEGER NOT NULL,
  request TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_due ON deliveries (deliver_at_ms);

CREATE TABLE accounts (account TEXT PRIMARY KEY, credentials TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE access_keys (
  account TEXT NOT NULL,
  key_sha256 TEXT NOT NULL,
  PRIMARY KEY (account, key_sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE images (name TEXT PRIMARY KEY, latest_version INTEGER NOT NULL, removed INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO images VALUES ('mock-gpu', 1, 0), ('mock-linux', 1, 0);
`;
