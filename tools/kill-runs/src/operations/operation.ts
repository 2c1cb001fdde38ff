import type { Scene } from '../run/scene.js';

/** What is done while processes are killed. It calls `scene.beginKills` once what it needs is there, and ends when all that it asked for has ended. */
export type PlayOperation = (scene: Scene) => Promise<void>;
