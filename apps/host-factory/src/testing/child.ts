import { whyNotWritable } from '../commands/doctor/look/blocked.js';
import { thisSystem } from '../commands/doctor/look/system.js';
import { whyNotReadable } from '../commands/doctor/look/unreadable.js';
import { writeNew } from '../commands/support/archive.js';

/** What the child process is to do. */
export type ChildTask =
  | { readonly do: 'ask-why-not-writable'; readonly path: string }
  | { readonly do: 'ask-why-not-readable'; readonly path: string }
  | { readonly do: 'write-new'; readonly path: string; readonly bytes: number };

const task = JSON.parse(process.argv[2] ?? '{}') as ChildTask;

function work(): unknown {
  if (task.do === 'ask-why-not-writable') return whyNotWritable(task.path, thisSystem) ?? null;
  if (task.do === 'ask-why-not-readable') return whyNotReadable(task.path, thisSystem) ?? null;
  try {
    writeNew(task.path, Buffer.alloc(task.bytes, 1));
    return 'written';
  } catch (error) {
    return (error as Error).message;
  }
}

process.stdout.write(JSON.stringify(work()));
