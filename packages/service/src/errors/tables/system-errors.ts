import type { CommandErrorText } from './command-error-text.js';

/** What the operating system refuses, and what must not happen. */
export const SYSTEM_ERRORS = {
  'file-refused': {
    exit: 'fix-settings',
    title: 'a file or folder cannot be used',
    cause: 'It is missing, is of another kind, or this user may not read or write it.',
    remedy: 'Mend the path that the message names, or name another one.',
    example: '/srv/hf/work: permission denied (EACCES). Give this user access to it, or name another one.',
    mends: 'host-factory doctor',
  },
  'disk-full': {
    exit: 'fix-settings',
    title: 'no space is left',
    cause: 'The file system takes nothing more: it is full, or a quota or size limit is reached.',
    remedy: 'Free space, or raise the limit.',
    example: '/srv/hf/backup.db: no space is left (ENOSPC). Free space on its file system.',
    mends: 'host-factory doctor',
  },
  'too-many-open-files': {
    exit: 'retry-later',
    title: 'too many files are open',
    cause: 'The limit of open files of this process or of the machine is reached.',
    remedy: 'Raise it (ulimit -n), or try again when less runs.',
    example: 'Too many files are open (EMFILE). Raise the limit with "ulimit -n", or try again later.',
  },
  'out-of-memory': {
    exit: 'retry-later',
    title: 'no memory is left',
    cause: 'The machine or the container has no memory left for this process.',
    remedy: 'End other work, or give it more memory; ask for less at a time.',
    example: 'No memory is left (ENOMEM). End other work, or give this process more.',
  },
  'network-refused': {
    exit: 'retry-later',
    title: 'another process or host does not answer',
    cause: 'A connection was refused, broke, or its name is not known.',
    remedy: 'Try again; if it stays so, check that the other side runs and can be reached.',
    example: 'The other side does not answer (ECONNREFUSED). Try again; check that it runs.',
    mends: 'host-factory doctor',
  },
  interrupted: {
    exit: 'interrupted',
    title: 'ended by Ctrl-C',
    cause: 'The process got SIGINT.',
    remedy: 'Say the command again when you like. What was committed before stays.',
    example: 'Interrupted.',
    mends: 'host-factory requests list --open',
  },
  'internal-error': {
    exit: 'report-bug',
    title: 'a defect of this program',
    cause: 'Something happened that nobody foresaw.',
    remedy: 'Report it with the message.',
    example: 'Internal error, please report it: TypeError: x is not a function (at run.js:1:1)',
  },
} as const satisfies Readonly<{ [code: string]: CommandErrorText }>;
