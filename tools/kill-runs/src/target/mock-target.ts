import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type CloudControl, openMockCloud } from '@hostwright/provider-mock';
import { OPERATIONS } from '../plan/plan.js';
import type { CloudMachine, CloudObject, LaunchCalls, Target, TargetCloud } from './target.js';

/** Long enough that the machine is given back before the cloud takes it. */
const RECLAIM_GRACE_MS = 60_000;
const ALIVE: ReadonlySet<unknown> = new Set(['pending', 'running', 'stopping', 'stopped']);

const MACHINES_SQL = `SELECT machines.*, machines_now.state AS state_now FROM machines JOIN machines_now ON machines_now.id = machines.id`;

type Row = Readonly<Record<string, unknown>>;

const MACHINES: LaunchCalls = { prepare: ['DescribeImages'], launch: 'RunInstances' };

const TEMPLATES = [
  { templateId: 'plain', maxNumber: 200, machineType: 'mock.small' },
  { templateId: 'zones', maxNumber: 50, machineType: 'mock.small', zones: ['mock-1a', 'mock-1b', 'mock-1c'] },
  { templateId: 'spot', maxNumber: 50, machineType: 'mock.small', market: 'spot' },
  { templateId: 'group', maxNumber: 50, machineType: 'mock.small', launchAs: 'fleet' },
];

/** The cloud that is one local file. */
export const mockTarget: Target = {
  name: 'mock',
  provider: 'mock',
  packages: ['@hostwright/host-factory'],
  pluginModule: '/plugins/mock/dist/index\\.js$',
  calls: {
    list: 'ListResources',
    offers: 'DescribeOffers',
    plain: MACHINES,
    zones: MACHINES,
    group: { ...MACHINES, launch: 'CreateGroup' },
    setUp: [],
    terminate: 'TerminateInstances',
    deleteGroup: 'DeleteGroup',
    unseen: ['ReceiveEvents'],
  },
  operations: OPERATIONS,
  lagMs: 0,
  visibilityHorizonMs: 0,
  createdWithinMs: 0,
  timing: {},
  open: async ({ folder }) => new MockTargetCloud(join(folder, 'mock-cloud.db')),
  close: async () => {},
};

class MockTargetCloud implements TargetCloud {
  readonly settings: object;
  readonly pluginFolder = undefined;
  readonly templates = TEMPLATES;
  readonly environment = {};

  constructor(private readonly file: string) {
    this.settings = { cloudFile: file, bootTimeMs: 100, terminateTimeMs: 100 };
  }

  async giveOneOnly(): Promise<void> {
    this.#act((cloud) => cloud.addFault({ kind: 'partial', on: 'RunInstances', give: 1, code: 'InsufficientInstanceCapacity' }));
  }

  async holdBoots(): Promise<void> {
    this.#act((cloud) => cloud.addFault({ kind: 'never-boot', on: 'RunInstances' }));
  }

  async reclaim(machineId: string): Promise<void> {
    this.#act((cloud) => cloud.reclaim(machineId, { graceMs: RECLAIM_GRACE_MS }));
  }

  async machines(): Promise<readonly CloudMachine[]> {
    return this.#rows(MACHINES_SQL).map(toMachine);
  }

  async objects(): Promise<readonly CloudObject[]> {
    const machines = this.#rows('SELECT id, group_id FROM machines');
    const groups = this.#rows('SELECT id, state FROM groups').map((row): CloudObject => ({
      kind: 'group',
      id: String(row['id']),
      alive: row['state'] === 'active',
      machineIds: machines.filter((machine) => machine['group_id'] === row['id']).map(({ id }) => String(id)),
    }));
    const volumes = this.#rows('SELECT id, state, machine_id FROM volumes').map((row): CloudObject => ({
      kind: 'volume',
      id: String(row['id']),
      alive: row['state'] !== 'deleted',
      machineIds: typeof row['machine_id'] === 'string' ? [row['machine_id']] : [],
    }));
    return [...groups, ...volumes];
  }

  async judgedBy(): Promise<readonly string[]> {
    return ['--cloud', this.file];
  }

  /** Nothing runs for it: it is a file. */
  async close(): Promise<void> {}

  #act(act: (cloud: CloudControl) => void): void {
    const cloud = openMockCloud({ file: this.file });
    try {
      act(cloud);
    } finally {
      cloud.close();
    }
  }

  #rows(sql: string): readonly Row[] {
    if (!existsSync(this.file)) return [];
    const database = new DatabaseSync(this.file, { readOnly: true, timeout: 30_000 });
    try {
      return isMade(database) ? database.prepare(sql).all() : [];
    } finally {
      database.close();
    }
  }
}

function isMade(database: DatabaseSync): boolean {
  return database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'machines_now'`).get() !== undefined;
}

function toMachine(row: Row): CloudMachine {
  const tags = JSON.parse(String(row['tags'])) as Readonly<Record<string, string>>;
  return {
    id: String(row['id']),
    requestId: tags['hostwright-request'] ?? '',
    intentId: tags['hostwright-intent'] ?? '',
    deploymentId: tags['hostwright-deployment'] ?? '',
    token: typeof row['client_token'] === 'string' ? row['client_token'] : undefined,
    units: Number(row['units']),
    createdAtMs: Number(row['created_at_ms']),
    endOrderedAtMs: toTime(row['terminate_ordered_at_ms']),
    endedAtMs: toTime(row['ended_at_ms']),
    alive: ALIVE.has(row['state_now']),
  };
}

function toTime(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
