import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judge, type Verdict } from '@hostwright/emulators/botocore';
import type { RecordedRequest } from '@hostwright/emulators/moto';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordingsFolder } from '../cloud/recordings.js';

/** Fewer requests than the suites make would show little. */
const AT_LEAST = 1_000;
/** What the plugin launches, finds and ends machines by: each was sent, or it was not judged. */
const OPERATIONS = [
  'CreateFleet',
  'RunInstances',
  'CreateAutoScalingGroup',
  'CreateLaunchTemplate',
  'DescribeInstances',
  'TerminateInstances',
];

async function recordedRequests(): Promise<readonly RecordedRequest[]> {
  const folder = recordingsFolder();
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line) as RecordedRequest);
}

describe('every request that the suites before sent', { tags: ['aws.requests-judged', 'contract'] }, () => {
  let verdicts: readonly Verdict[];
  beforeAll(async () => {
    verdicts = await judge(await recordedRequests());
  });

  it('was recorded, and there are many of them', () => {
    expect(verdicts.length).toBeGreaterThanOrEqual(AT_LEAST);
    const sent = new Set(verdicts.map(({ operation }) => operation));
    expect(OPERATIONS.filter((operation) => !sent.has(operation))).toEqual([]);
  });

  it('is right by botocore’s model of its service', () => {
    const wrong = verdicts.flatMap(({ operation, findings }) => findings.map((finding) => `${operation}: ${finding}`));
    expect([...new Set(wrong)]).toEqual([]);
  });
});
