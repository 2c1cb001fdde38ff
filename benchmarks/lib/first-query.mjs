/** Opens a store and asks it what people ask first. Prints what that took, in milliseconds: `node first-query.mjs FILE`. */
import { createQueries } from '../../packages/core/dist/index.js';
import { openSqliteStore } from '../../packages/store/dist/index.js';

const [file = ''] = process.argv.slice(2);
const from = performance.now();
const store = await openSqliteStore({ file });
const queries = createQueries({ store, templates: [] });
const machines = await queries.machines({ live: true, limit: 50 });
const requests = await queries.requests({ limit: 20 });
const tookMs = performance.now() - from;
await store.close();
if (machines.length === 0 || requests.length === 0) throw new Error(`${file} holds nothing`);
console.log(tookMs);
