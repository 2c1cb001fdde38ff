import { openSqliteStore } from '@hostwright/store';
import type { Store } from '@hostwright/core';
import type { AgentBuild } from '../pointer.js';

export function aBuild(overrides: Partial<AgentBuild> = {}): AgentBuild {
  return { programPath: '/opt/host-factory/bin.js', version: '1.2.3', builtAtMs: 1_000, schemaVersion: 1, ...overrides };
}

/** A real store, in memory. */
export function aStore(): Promise<Store> {
  return openSqliteStore({ file: ':memory:' });
}
