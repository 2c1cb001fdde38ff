/** Everything that only SQLite understands. All other statements are the builder's. */
export const SQL = {
  beginRead: 'begin',
  /** Takes the write lock at once: a transaction never has to upgrade, which could fail in its middle. */
  beginWrite: 'begin immediate',
  commit: 'commit',
  rollback: 'rollback',
  /** Every commit is on disk when it returns. */
  syncAlways: 'pragma synchronous = full',
  /** Commits are in order, and on disk with the next one that is, or at the next checkpoint. */
  syncLater: 'pragma synchronous = normal',
  /** As {@link syncAlways}, and the folder, too: with it the end of a journal, which is a name in it. */
  syncExtra: 'pragma synchronous = extra',
  journalMode: 'pragma journal_mode',
  useWriteAheadLog: 'pragma journal_mode = wal',
  useRollbackJournal: 'pragma journal_mode = delete',
  /** On a file that its opener does not mean to change, but may have to mend. */
  changeNothing: 'pragma query_only = on',
  claim: `select value from notes where key = 'store/claim'`,
  /** Keeps the log's index in this process's memory, and the file to itself. */
  lockExclusively: 'pragma locking_mode = exclusive',
  schemaVersion: 'pragma user_version',
  setSchemaVersion: (version: number) => `pragma user_version = ${version}`,
  setApplicationId: (id: number) => `pragma application_id = ${id}`,
  describe:
    'select application.application_id as applicationId, version.user_version as schemaVersion, ' +
    '(select count(*) from sqlite_schema) as tables from pragma_application_id as application, pragma_user_version as version',
  countSchema: 'select count(*) as objects from sqlite_schema',
  /** The log of events: a hash is set once, and nothing else ever changes. */
  appendOnlyEvents: [
    `create trigger events_no_delete before delete on events begin
       select raise(abort, 'events are never deleted');
     end`,
    `create trigger events_seal_only before update on events
     when old.hash is not null or new.hash is null or new.position <> old.position or new.at_ms <> old.at_ms or new.event <> old.event
     begin
       select raise(abort, 'events never change: a hash is added once');
     end`,
  ],
} as const;
