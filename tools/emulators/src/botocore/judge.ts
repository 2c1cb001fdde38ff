import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { MOTO } from '../moto/tool.js';
import type { RecordedRequest } from '../moto/recorded-request.js';
import { freshPythonEnvironment } from '../python/environment.js';
import { installPythonTool } from '../python/index.js';

/** What botocore's model of a service says of one request. */
export interface Verdict {
  /** As the signature names it. */
  readonly service: string;
  readonly operation: string;
  /** What the service would refuse or ignore; empty when the request is right. */
  readonly findings: readonly string[];
  /** What may be right although the model does not know it: a new machine type. */
  readonly warnings: readonly string[];
}

/**
 * Judges requests to AWS as they were sent, each by botocore's model of its service: protocols ec2, query, json and rest-json. Keys that
 * the service does not know are findings. Installs moto, which brings botocore, when it is not in the user's cache folder.
 *
 * @returns one verdict for each request, in their order
 */
export async function judge(requests: readonly RecordedRequest[]): Promise<readonly Verdict[]> {
  const tool = await installPythonTool(MOTO);
  try {
    const child = spawn(tool.python, ['-I', fileURLToPath(new URL('./judge.py', import.meta.url))], { env: freshPythonEnvironment() });
    child.stdin.on('error', () => undefined).end(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
    const [answers, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    const verdicts = answers
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Verdict);
    if (code !== 0 || verdicts.length !== requests.length)
      throw new Error(`the judge stopped after ${verdicts.length} of ${requests.length} requests: ${complaint.trim().split('\n').at(-1)}`);
    return verdicts;
  } finally {
    await tool.dispose();
  }
}
