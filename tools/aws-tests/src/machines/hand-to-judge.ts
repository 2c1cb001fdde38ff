import { writeFile } from 'node:fs/promises';
import type { RecordedRequest } from '@hostwright/emulators/moto';
import type { FakeEc2 } from '@hostwright/fake-ec2';
import { newRecording } from '../cloud/recordings.js';

/** All that was sent to a simulated EC2, started with `record`, is judged with the requests of the other suites. */
export async function handToJudge(fake: FakeEc2): Promise<void> {
  const requests: readonly RecordedRequest[] = await fake.requests();
  await writeFile(newRecording(), requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
}
