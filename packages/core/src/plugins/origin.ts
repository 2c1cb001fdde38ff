import { SPECIFICATION_VERSION, type AnyProviderDefinition } from '../provider/definition.js';
import type { FoundProvider } from './discovery.js';

const ORIGINS = new WeakMap<AnyProviderDefinition, string>();

/** Remembers which package a definition was loaded from. */
export function rememberOrigin(definition: AnyProviderDefinition, { packageName, version }: FoundProvider): void {
  ORIGINS.set(definition, `${packageName}@${version}`);
}

/** Package and version of a plugin, for complaints about it; a plugin that a program brings along in code has those of the contract alone. */
export function originOf(definition: AnyProviderDefinition): string {
  return ORIGINS.get(definition) ?? `registered in code, contract ${SPECIFICATION_VERSION}`;
}
