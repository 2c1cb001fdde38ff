import type { Engine, EngineOptions } from './engine/engine-api.js';
import { createRequestEngine } from './engine/engine.js';
import { openPlugin } from './plugins/open-plugin.js';

/** Makes an engine. Nothing happens before `run` or `drive`. A connection whose plugin cannot be created is left out and reported. */
export function createEngine(options: EngineOptions): Engine {
  return createRequestEngine(options, openPlugin);
}
