import type { StoreErrorKind } from '@hostwright/core';
import type { ErrorText } from '../error-entry.js';

/** What the store refuses, by kind. Nothing was changed by a write that was refused. */
export const STORE_ERRORS: Readonly<{ [Kind in StoreErrorKind]: ErrorText }> = {
  busy: {
    title: 'another process holds the store',
    cause: 'It was locked for longer than a call may wait: many processes write at once, or one is stopped in the middle.',
    remedy: 'Try again. If it stays so, look for a process that hangs.',
    example: 'store /srv/hf/work/hostwright.db: database is locked. It is locked by another process.',
    mends: 'host-factory doctor',
  },
  conflict: {
    title: 'somebody else changed it at the same time',
    cause: 'The record was changed between reading and writing it.',
    remedy: 'Try again: it is decided anew on what is there now.',
    example: 'store /srv/hf/work/hostwright.db: request req-1 is at version 4, not 3. Read again and decide anew.',
  },
  full: {
    title: 'the disk takes nothing more',
    cause: 'No space or quota is left on the file system of the work directory, or the disk refused to sync.',
    remedy: 'Free space on it, or raise the quota. What is stored can still be read.',
    example: 'store /srv/hf/work/hostwright.db: database or disk is full. Nothing was changed.',
    mends: 'host-factory doctor',
  },
  'read-only': {
    title: 'the store may not be written',
    cause: 'This user may not write the file or its folder, or the file system is mounted read-only.',
    remedy: 'Run as the user that owns the work directory, or give this user write permission.',
    example: 'store /srv/hf/work/hostwright.db: attempt to write a readonly database.',
    mends: 'host-factory doctor',
  },
  corrupt: {
    title: 'the file is no readable store',
    cause: 'The file is damaged, cut off, or something else than a store.',
    remedy: 'It is left as it is. Restore a backup, or rebuild the store from the clouds.',
    example: 'store /srv/hf/work/hostwright.db: file is not a database. It was left as it is.',
    mends: 'host-factory store --help',
  },
  'newer-schema': {
    title: 'the store was written by a newer version',
    cause: 'A newer host-factory has worked on this store and changed its form.',
    remedy: 'Use that version, or a newer one, here too.',
    example: 'store /srv/hf/work/hostwright.db: its schema is 9, newer than 4. Use the newer version of this product here too.',
    mends: 'host-factory --version',
  },
  'unsupported-file-system': {
    title: 'the file system cannot keep the promises of a store',
    cause: 'The work directory lies on a file system whose locks or syncs cannot be relied on.',
    remedy: 'Configure a work directory on another file system.',
    example: 'store /srv/hf/work/hostwright.db: 9p is no file system for a store. Use a folder on a local disk.',
    mends: 'host-factory doctor',
  },
  claimed: {
    title: 'another host works with the store',
    cause: 'The work directory is shared by several hosts, of which one at a time may write: the one that holds the claim.',
    remedy:
      'Make the call on that host. It is taken over by itself once that host gives no sign of life for the time timing.claimSilenceMs says; when it is surely down, take over at once.',
    example:
      "store '/gpfs/hf/work/hostwright.db': host grid-a holds the claim since 2026-03-01T10:00:00.000Z. Nothing was changed. Use that host, or run `host-factory store claim --take-over` here.",
    mends: 'host-factory store claim --take-over',
  },
  unavailable: {
    title: 'the store cannot be opened at all',
    cause: 'The file, its folder or its disk cannot be read.',
    remedy: 'Check file, folder and disk.',
    example: 'store /srv/hf/work/hostwright.db: unable to open database file. Check the file, its folder and its disk.',
    mends: 'host-factory doctor',
  },
};
