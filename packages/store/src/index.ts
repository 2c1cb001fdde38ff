export type { ClaimHolder } from './claim/claim-note.js';
export type { HostIdentity } from './claim/host-identity.js';
export type { StoreClaim } from './claim/store-claim.js';
export { type LostNote, NOTE } from './maintenance/notes.js';
export { networkFileSystemOf, type ReadFileSystem } from './file-system.js';
export { SCHEMA_VERSION } from './schema.js';
export { openSqliteStore, type SqliteStoreHandle, type SqliteStoreOptions } from './sqlite/open.js';
