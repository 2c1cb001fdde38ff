import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { ServerResponse } from 'node:http';
import type { Witness } from './witness.js';

const STDOUT = 1;

/** Sees answers of Host Factory's calls leave: by stdout where a process answers one call, by the socket where the agent does. */
export function watchAnswers(witness: Witness, command: string | undefined): void {
  if (command === 'agent') watchSocket(witness);
  else if (command?.startsWith('request') === true || command?.startsWith('get') === true) watchStdout(witness);
}

function watchStdout(witness: Witness): void {
  const { writeSync } = fs;
  fs.writeSync = ((...input: Parameters<typeof writeSync>) => {
    if (input[0] !== STDOUT) return writeSync(...input);
    witness.point('answer.before');
    const written = writeSync(...input);
    witness.point('answer.after');
    return written;
  }) as typeof writeSync;
  syncBuiltinESMExports();
}

function watchSocket(witness: Witness): void {
  const { ServerResponse: Response } = process.getBuiltinModule('node:http');
  // oxlint-disable-next-line typescript/unbound-method -- each is called on the object that its replacement is called on
  const { end } = Response.prototype;
  Response.prototype.end = function endSeen(this: ServerResponse, ...input: Parameters<typeof end>) {
    const isCall = this.req.url?.startsWith('/v1/hf/request') === true;
    if (isCall) witness.point('answer.before');
    const response = end.apply(this, input);
    if (isCall) witness.point('answer.after');
    return response;
  } as typeof end;
}
