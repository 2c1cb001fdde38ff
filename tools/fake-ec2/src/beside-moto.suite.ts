import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeEc2, type FakeEc2 } from './start.ts';
import { ask } from './testing/ask.ts';
import { differences, walk, type Answer } from './testing/compare.ts';
import { EXCEPTIONS, exceptionOf } from './testing/exceptions.ts';
import { startReplyReader, type ReplyReader } from './testing/read-replies.ts';
import { STEPS } from './testing/steps.ts';
import { OWN_STEPS } from './testing/own-steps.ts';

let moto: Moto;
let fake: FakeEc2;
let reader: ReplyReader;
let ours: readonly Answer[];
let theirs: readonly Answer[];
beforeAll(async () => {
  [moto, fake, reader] = await Promise.all([startMoto({ validation: true }), startFakeEc2(), startReplyReader()]);
  await ask(moto.url, { service: 'ec2', action: 'CreateKeyPair', parameters: { KeyName: 'default' } });
  ours = await walk(fake.url, STEPS, reader);
  theirs = await walk(moto.url, STEPS, reader);
});
afterAll(async () => {
  await Promise.all([moto.stop(), fake.stop(), reader.stop()]);
});

describe('the fake, beside moto', { tags: ['aws.fake-ec2', 'emulated'] }, () => {
  it.each(STEPS.map(({ name }, index) => ({ name, index })))('answers the same to: $name', ({ index }) => {
    const all = differences(ours[index]!, theirs[index]!);
    expect(all.filter((difference) => exceptionOf(difference) === undefined)).toEqual([]);
  });

  it('needs every exception that is listed', () => {
    const used = new Set(STEPS.flatMap((_step, index) => differences(ours[index]!, theirs[index]!).map(exceptionOf)));
    expect(EXCEPTIONS.filter((exception) => !used.has(exception)).map(({ where, why }) => `${where.source}: ${why}`)).toEqual([]);
  });
});

describe('replies of the fake', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('have no element that botocore’s models do not know', async () => {
    await fake.control.reset();
    await fake.control.setPool({ type: 'c5.large', zone: 'us-east-1a', market: '*', available: 2 });
    const own = await walk(fake.url, OWN_STEPS, reader);
    expect(own.map(({ step, raw }) => `${step}: ${raw.status}`)).toEqual(own.map(({ step }) => `${step}: 200`));
    const unknown = [...ours, ...own].flatMap(({ action, read }) => read.unknown.map((element) => `${action} ${element}`));
    expect(unknown).toEqual([]);
  });

  it('are errors for botocore too, in each protocol', async () => {
    const questions = [
      {
        service: 'ec2',
        action: 'DescribeInstances',
        parameters: { 'InstanceId.1': 'i-0123456789abcdef0' },
        code: 'InvalidInstanceID.NotFound',
      },
      {
        service: 'autoscaling',
        action: 'SetDesiredCapacity',
        parameters: { AutoScalingGroupName: 'nobody', DesiredCapacity: 1 },
        code: 'ValidationError',
      },
      { service: 'ssm', action: 'GetParameter', parameters: { Name: '/none' }, code: 'ParameterNotFound' },
    ] as const;
    for (const { code, ...question } of questions) {
      const { parsed } = await reader.read(await ask(fake.url, question));
      expect(parsed).toMatchObject({ Error: { Code: code, Message: expect.stringMatching(/./) as unknown } });
    }
  });
});
