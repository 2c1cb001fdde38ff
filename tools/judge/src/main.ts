import { parseArgs } from 'node:util';
import { readCalls } from './calls.ts';
import { readCloud } from './cloud.ts';
import { judge } from './judge.ts';
import { readRecord } from './record.ts';
import { renderText } from './report.ts';

const USAGE = `Usage: node tools/judge/src/main.ts --cloud FILE --calls FILE [--deployment ID]... [--settled] [--surplus-grace-ms N] [--output text|json]
Ends with 0 when no promise was broken, with 1 when one was, and with 2 when it cannot judge.`;

/** Judges one run and returns the exit code. */
function main(): number {
  const { values } = parseArgs({
    options: {
      cloud: { type: 'string' },
      calls: { type: 'string' },
      deployment: { type: 'string', multiple: true },
      settled: { type: 'boolean', default: false },
      'surplus-grace-ms': { type: 'string', default: '0' },
      output: { type: 'string', default: 'text' },
    },
  });
  if (values.cloud === undefined || values.calls === undefined) throw new Error('--cloud and --calls are needed');
  const judgement = judge({
    cloud: readCloud(values.cloud),
    record: readRecord(readCalls(values.calls)),
    deployments: values.deployment,
    settled: values.settled,
    surplusGraceMs: Number(values['surplus-grace-ms']),
  });
  console.log(values.output === 'json' ? JSON.stringify(judgement, undefined, 2) : renderText(judgement));
  return judgement.clean ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}
