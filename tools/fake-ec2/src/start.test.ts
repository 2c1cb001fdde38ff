import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { startFakeEc2 } from './start.ts';

const HANG_MS = 120_000;
const PARENT = `
  const { startFakeEc2 } = await import(${JSON.stringify(new URL('./start.ts', import.meta.url).href)});
  console.log((await startFakeEc2()).url);
  setInterval(() => {}, 1000);`;

async function isUp(url: string): Promise<boolean> {
  return fetch(url, { method: 'POST' }).then(
    () => true,
    () => false,
  );
}

async function untilDown(url: string): Promise<void> {
  const deadline = Date.now() + HANG_MS;
  while (await isUp(url)) {
    if (Date.now() > deadline) throw new Error(`${url} is still up`);
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
}

describe('the process of the fake', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('stops when it is told to, also twice', async () => {
    const fake = await startFakeEc2();
    expect(await isUp(fake.url)).toBe(true);
    await fake.stop();
    await fake.stop();
    expect(await isUp(fake.url)).toBe(false);
  });

  it('stops with a call left hanging', async () => {
    const fake = await startFakeEc2();
    await fake.control.addFault({ action: '*', kind: 'hang' });
    const hanging = isUp(fake.url);
    while ((await fake.counts()).calls[''] === undefined);
    await fake.stop();
    expect(await hanging).toBe(false);
  });

  it('ends with who started it, also when that one is killed', async () => {
    const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', PARENT], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    expect(await isUp(url)).toBe(true);
    parent.kill('SIGKILL');
    await untilDown(url);
  });

  it('says what is wrong with its options', async () => {
    await expect(startFakeEc2({ colour: 'red' } as never)).rejects.toThrow('colour is no setting');
  });
});
