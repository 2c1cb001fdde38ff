import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DescribeSubnetsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { every } from '../xml/xml.js';
import { ask } from './ask.js';
import { prepareNetwork } from './prepare-network.js';
import { startMoto, type Moto } from './start-moto.js';

const place = (moto: Moto, account?: string) => ({ url: moto.url, region: 'us-east-1', ...(account !== undefined && { account }) });

function clientOf({ url }: Moto): EC2Client {
  return new EC2Client({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
}

/** Starts moto and says where; Node itself takes the types off, and is told that `.js` names of ours are TypeScript. */
const PARENT = `
  import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) => next(name.startsWith('.') ? name.replace(/\\.js$/, '.ts') : name, context) });
  const { startMoto } = await import(${JSON.stringify(new URL('./start-moto.ts', import.meta.url).href)});
  console.log((await startMoto()).url);`;

describe('moto', { tags: ['proof.emulators', 'emulated'] }, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto({ record: true });
  });
  afterAll(() => moto.stop());

  it('launches machines in a network that was prepared', async () => {
    await moto.reset();
    const network = await prepareNetwork(place(moto));
    expect(network).toMatchObject({
      vpcId: expect.stringMatching(/^vpc-/) as unknown,
      securityGroupId: expect.stringMatching(/^sg-/) as unknown,
      imageId: expect.stringMatching(/^ami-/) as unknown,
    });
    expect(new Set(network.subnets.map(({ zone }) => zone)).size).toBe(network.subnets.length);
    const client = clientOf(moto);
    const { Instances } = await client.send(
      new RunInstancesCommand({ ImageId: network.imageId, SubnetId: network.subnets[0]?.subnetId, MinCount: 2, MaxCount: 2 }),
    );
    expect(Instances).toHaveLength(2);
    client.destroy();
  });

  it('records every request as it was sent', async () => {
    const client = clientOf(moto);
    await client.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0'] })).catch(() => undefined);
    client.destroy();
    const sent = (await moto.requests()).at(-1);
    expect(sent).toMatchObject({ method: 'POST', target: '/' });
    expect(sent?.headers['authorization']).toContain('/us-east-1/ec2/aws4_request');
    expect(Buffer.from(sent?.body ?? '', 'base64').toString()).toMatch(/Action=DescribeSubnets&.*SubnetId.1=subnet-0/);
  });

  it('keeps accounts apart, and forgets all of them when it is reset', async () => {
    const mine = place(moto, '111111111111');
    await ask(mine, { service: 'ec2', action: 'CreateKeyPair', parameters: { KeyName: 'mine' } });
    const keys = async (account: string) =>
      every(await ask(place(moto, account), { service: 'ec2', action: 'DescribeKeyPairs' }), 'keyName').map(({ text }) => text);
    expect([await keys('111111111111'), await keys('222222222222')]).toEqual([['mine'], []]);
    await moto.reset();
    expect(await keys('111111111111')).toEqual([]);
  });

  it('makes the same ids from the same seed', async () => {
    const ids = async () => {
      await moto.reset();
      await moto.seed(42);
      return every(await ask(place(moto), { service: 'ec2', action: 'DescribeVpcs' }), 'vpcId').map(({ text }) => text);
    };
    expect(await ids()).toEqual(await ids());
  });

  it('asks for permissions when it is told to', async () => {
    await moto.authorize(true);
    await expect(ask(place(moto), { service: 'ec2', action: 'DescribeVpcs' })).rejects.toThrow(/AuthFailure|InvalidClientTokenId|40[13]/);
    await moto.authorize(false);
    await ask(place(moto), { service: 'ec2', action: 'DescribeVpcs' });
  });

  it('refuses what EC2 does not know, when it is started so', async () => {
    const strict = await startMoto({ validation: true });
    try {
      const parameters = { ImageId: 'ami-00000000000000000', MinCount: '1', MaxCount: '1' };
      await expect(ask(place(strict), { service: 'ec2', action: 'RunInstances', parameters })).rejects.toThrow('InvalidAMIID.NotFound');
    } finally {
      await strict.stop();
    }
  });

  it('ends with the process that started it, also when that is killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
    let url = '';
    for await (const line of createInterface({ input: child.stdout })) {
      url = line;
      break;
    }
    expect((await fetch(`${url}/moto-api/data.json`)).status).toBe(200);
    child.kill('SIGKILL');
    await once(child, 'exit');
    while (
      await fetch(url).then(
        () => true,
        () => false,
      )
    );
  });
});
