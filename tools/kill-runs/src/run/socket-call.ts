import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Site } from './site.js';

/** As long as the generated scripts wait for an agent. */
const PATIENCE_MS = 6_000;

/** What an agent is asked. */
interface SocketCall {
  readonly name: string;
  readonly callId: string;
  readonly dialect: string;
  readonly input: string;
}

/** What an agent answered. */
export interface SocketAnswer {
  readonly exitCode: 0 | 1;
  readonly text: string;
}

/** Asks the agent that the pointer file names, as the generated scripts do; undefined when it gave no answer that a script would take. */
export function callOverSocket(site: Site, { name, callId, dialect, input }: SocketCall): Promise<SocketAnswer | undefined> {
  const socketPath = socketOf(site);
  if (socketPath === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const headers = { 'x-call-id': callId, 'x-dialect': dialect, 'x-configuration': site.configurationFolder };
    const asked = request(
      { socketPath, path: `/v1/hf/${name}`, method: 'POST', headers, timeout: PATIENCE_MS, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(undefined));
        response.on('close', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const exitCode = response.statusCode === 200 ? 0 : response.statusCode === 422 ? 1 : undefined;
          resolve(exitCode === undefined || !response.complete ? undefined : { exitCode, text });
        });
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end(input);
  });
}

/** Whether an agent answers at all. */
export function agentAnswers(site: Site): Promise<boolean> {
  const socketPath = socketOf(site);
  if (socketPath === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/v1/status', timeout: PATIENCE_MS, agent: false }, (response) => {
      response.resume();
      response.on('error', () => resolve(false));
      response.on('close', () => resolve(response.statusCode === 200));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

function socketOf({ workFolder }: Site): string | undefined {
  try {
    return readFileSync(join(workFolder, 'agent.sock.path'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
