export { backupStore, backupTargetProblem, type BackupInput, type BackupReport } from './backup.js';
export type { Damage, DamageKind } from './damage.js';
export { storeInfo, type StoreInfo, type StoreInfoInput } from './info.js';
export { mendSchema } from './mend-schema.js';
export { restoreStore, type RestoreInput, type RestoreReport } from './restore.js';
export { verifyEvents, verifyStore, type EventsVerdict, type StoreVerdict, type VerifyInput } from './verify.js';
