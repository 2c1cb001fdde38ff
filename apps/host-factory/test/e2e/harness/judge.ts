import { fileURLToPath } from 'node:url';
import { runProgram } from './script.js';

const JUDGE = fileURLToPath(new URL('../../../../../tools/judge/src/main.ts', import.meta.url));

/** What is judged. */
export interface Trial {
  readonly cloudFile: string;
  readonly callsFile: string;
  readonly settled: boolean;
  readonly surplusGraceMs: number;
}

/**
 * Lets the judge compare the cloud's own file with what Host Factory was told.
 * @throws {Error} with the judge's findings, when a promise was broken
 */
export async function judgeRun({ cloudFile, callsFile, settled, surplusGraceMs }: Trial): Promise<void> {
  const options = [
    '--cloud',
    cloudFile,
    '--calls',
    callsFile,
    '--surplus-grace-ms',
    String(surplusGraceMs),
    ...(settled ? ['--settled'] : []),
  ];
  const result = await runProgram({ command: [process.execPath, JUDGE, ...options], environment: {} });
  if (result.exitCode !== 0) throw new Error(`The judge found:\n${result.stdout}${result.stderr}`);
}
