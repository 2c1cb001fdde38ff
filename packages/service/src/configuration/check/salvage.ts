import { type Configuration, configurationSchema } from '../read/configuration-schema.js';
import type { ParsedConfiguration } from '../read/parse-configuration.js';

/** What is left of a configuration when everything wrong is taken out of it. */
export interface Salvage {
  readonly configuration: Configuration;
  /** For each connection that is left, its index in the whole, and whether its settings can be judged. */
  readonly connections: readonly { readonly index: number; readonly hasSettings: boolean }[];
}

/** Takes out what is wrong, so that the rest can be judged as well. Undefined when too little is left. */
export function salvage({ filled, issues, configuration }: ParsedConfiguration): Salvage | undefined {
  const all = Array.isArray(filled['connections']) ? (filled['connections'] as readonly unknown[]) : [];
  const wrongAt = (...start: readonly PropertyKey[]): boolean => issues.some(({ path }) => start.every((key, at) => path[at] === key));
  const isLost = (index: number): boolean =>
    issues.some(({ path }) => path[0] === 'connections' && path[1] === index && path[2] !== 'settings');
  const kept = [...all.keys()].filter((index) => !isLost(index));
  const connections = kept.map((index) => ({ index, hasSettings: !wrongAt('connections', index, 'settings') }));
  if (configuration !== undefined) return { configuration, connections };
  const sound = Object.entries(filled).filter(([key]) => key !== 'connections' && !wrongAt(key));
  const entries = connections.map(({ index, hasSettings }) => (hasSettings ? all[index] : { ...(all[index] as object), settings: {} }));
  const result = configurationSchema.safeParse({ ...Object.fromEntries(sound), version: 1, connections: entries });
  return result.success ? { configuration: result.data, connections } : undefined;
}
