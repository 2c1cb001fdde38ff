import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freshPythonEnvironment, installPythonTool, MOTO } from '@hostwright/emulators/botocore';
import type { RawReply } from './ask.ts';

/** A reply as botocore reads it. */
export interface ReadReply {
  readonly parsed: Readonly<Record<string, unknown>>;
  /** Elements that the service's model does not have. */
  readonly unknown: readonly string[];
}

/** botocore, which reads one reply after the other. */
export interface ReplyReader {
  read(reply: RawReply): Promise<ReadReply>;
  stop(): Promise<void>;
}

/** Starts botocore; installs it when it is not in the user's cache folder. */
export async function startReplyReader(): Promise<ReplyReader> {
  const tool = await installPythonTool(MOTO);
  const program = fileURLToPath(new URL('./read-replies.py', import.meta.url));
  const child = spawn(tool.python, ['-I', '-u', program], { env: freshPythonEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async read(reply) {
      child.stdin.write(`${JSON.stringify(reply)}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error(`botocore stopped at the reply to ${reply.operation}`);
      return JSON.parse(line.value) as ReadReply;
    },
    async stop() {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
      await tool.dispose();
    },
  };
}
