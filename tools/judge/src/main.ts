import { parseArgs } from 'node:util';
import { readCalls } from './calls.ts';
import type { Cloud } from './cloud.ts';
import { judge } from './judge.ts';
import { readInventory } from './readers/inventory.ts';
import { readMockFile } from './readers/mock-file.ts';
import { readRecord } from './record.ts';
import { renderText } from './report.ts';

const USAGE = `Usage: node tools/judge/src/main.ts (--cloud FILE | --inventory FILE) --calls FILE [--deployment ID]... [--settled]
       [--surplus-grace-ms N] [--output text|json]
Ends with 0 when no promise was broken, with 1 when one was, and with 2 when it cannot judge.`;

/** Judges one run and returns the exit code. */
function main(): number {
  const { values } = parseArgs({
    options: {
      cloud: { type: 'string' },
      inventory: { type: 'string' },
      calls: { type: 'string' },
      deployment: { type: 'string', multiple: true },
      settled: { type: 'boolean', default: false },
      'surplus-grace-ms': { type: 'string', default: '0' },
      output: { type: 'string', default: 'text' },
    },
  });
  if (values.calls === undefined) throw new Error('--calls is needed');
  const judgement = judge({
    cloud: readCloud(values),
    record: readRecord(readCalls(values.calls)),
    deployments: values.deployment,
    settled: values.settled,
    surplusGraceMs: Number(values['surplus-grace-ms']),
  });
  console.log(values.output === 'json' ? JSON.stringify(judgement, undefined, 2) : renderText(judgement));
  return judgement.clean ? 0 : 1;
}

/** The cloud's side: the mock cloud's own file, or what another cloud told and somebody wrote down. */
function readCloud({ cloud, inventory }: { readonly cloud?: string | undefined; readonly inventory?: string | undefined }): Cloud {
  if (cloud !== undefined && inventory === undefined) return readMockFile(cloud);
  if (inventory !== undefined && cloud === undefined) return readInventory(inventory);
  throw new Error('one of --cloud and --inventory is needed');
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}
