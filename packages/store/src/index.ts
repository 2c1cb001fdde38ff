export { checkFileSystem, type ReadFileSystem } from './file-system.js';
export { SCHEMA_VERSION } from './schema.js';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite/open.js';
