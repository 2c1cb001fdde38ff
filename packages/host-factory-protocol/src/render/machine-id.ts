import type { Dialect } from '../dialect.js';

/**
 * A machine's id as the dialect may carry it. LSF publishes ids as MQTT topics, which must not begin with "/", as Azure's ids do: there
 * the leading "/" becomes "_". {@link machineIdOfWire} turns it back.
 */
export function machineIdToWire(machineId: string, dialect: Dialect): string {
  return dialect === 'lsf' && machineId.startsWith('/') ? `_${machineId.slice(1)}` : machineId;
}

/** The cloud's id behind an id that we wrote. No cloud's own ids begin with "_" and hold a "/". */
export function machineIdOfWire(machineId: string, dialect: Dialect): string {
  return dialect === 'lsf' && /^_.*\//.test(machineId) ? `/${machineId.slice(1)}` : machineId;
}
