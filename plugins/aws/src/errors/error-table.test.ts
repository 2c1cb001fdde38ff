import { CreateAutoScalingGroupCommand, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetProductsCommand } from '@aws-sdk/client-pricing';
import { ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { isProviderError, type ProviderError, type ProviderErrorClass } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import type { AwsSession } from '../session/session.js';
import { ec2Error, localServices, type WireAnswer } from '../session/testing/local-service.js';
import { readInput, writeInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import type { ErrorMeaning } from './error-row.js';
import { classOfCode, ERROR_SOURCES, meaningOfCode } from './error-table.js';

const start = localServices();
const input = readInput();

async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!isProviderError(error)) throw new Error('it did not fail as it must', { cause: error });
  return error;
}

const queryError = (code: string, status: number): WireAnswer => ({
  status,
  body: `<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});
const jsonError = (code: string, status: number): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: `com.amazonaws.service#${code}`, message: 'no' }),
});

/** How each service answers an error, and a reading and a creating call of it where there are such. */
const SERVICES: readonly {
  readonly name: string;
  readonly answer: (code: string, status: number) => WireAnswer;
  readonly read: (session: AwsSession) => Promise<unknown>;
  readonly create?: (session: AwsSession) => Promise<unknown>;
}[] = [
  {
    name: 'ec2',
    answer: (code, status) => ec2Error(code, 'no', status),
    read: (session) => session.read('ec2', new DescribeInstancesCommand({}), input),
    create: (session) => session.write('ec2', 'create', new RunInstancesCommand({ MinCount: 1, MaxCount: 1 }), writeInput()),
  },
  {
    name: 'autoscaling',
    answer: queryError,
    read: (session) => session.read('autoscaling', new DescribeAutoScalingGroupsCommand({}), input),
    create: (session) => {
      const command = new CreateAutoScalingGroupCommand({ AutoScalingGroupName: 'g', MinSize: 0, MaxSize: 1 });
      return session.write('autoscaling', 'create', command, writeInput());
    },
  },
  { name: 'sts', answer: queryError, read: (session) => session.read('sts', new GetCallerIdentityCommand({}), input) },
  { name: 'ssm', answer: jsonError, read: (session) => session.read('ssm', new GetParameterCommand({ Name: '/x' }), input) },
  {
    name: 'sqs',
    answer: jsonError,
    read: (session) => session.read('sqs', new ReceiveMessageCommand({ QueueUrl: 'http://q/1/q' }), input),
  },
  {
    name: 'pricing',
    answer: jsonError,
    read: (session) => session.read('pricing', new GetProductsCommand({ ServiceCode: 'AmazonEC2' }), input),
  },
  {
    name: 'service-quotas',
    answer: jsonError,
    read: (session) => session.read('service-quotas', new ListServiceQuotasCommand({ ServiceCode: 'ec2' }), input),
  },
];

/** SQS's older codes are told by the SDK in their newer form. */
const NEWER_FORM: Readonly<Record<string, string>> = { 'sqs AWS.SimpleQueueService.NonExistentQueue': 'QueueDoesNotExist' };

const CODES = ERROR_SOURCES.flatMap(({ rows }) => rows).flatMap(({ codes, meaning }) => codes.map((code) => [code, meaning] as const));

describe('the table of error codes', { tags: ['aws.errors', 'contract'] }, () => {
  it('has each code once, with a page that documents it', () => {
    const codes = CODES.map(([code]) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    for (const { source, rows } of ERROR_SOURCES) {
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      expect(rows.length).toBeGreaterThan(0);
    }
  });

  it.each(SERVICES)('is what decides for $name, whatever the HTTP status', async ({ name, answer, read, create }) => {
    let next: WireAnswer = 'hang';
    const service = await start(() => next);
    const { session } = testSession(service.url);
    const calls = [['read', read] as const, ...(create === undefined ? [] : [['create', create] as const])];
    for (const [code, meaning] of CODES) {
      for (const status of [400, 500]) {
        next = answer(code, status);
        for (const [effect, call] of calls) {
          const failure = await failureOf(call(session));
          expect([name, status, effect, code, failure.errorClass]).toEqual([name, status, effect, code, classFor(meaning, effect)]);
          expect(failure.code).toBe(NEWER_FORM[`${name} ${code}`] ?? code);
        }
      }
    }
  });

  it('says nothing of a fault or an unknown word inside a good answer', () => {
    expect([classOfCode('InsufficientInstanceCapacity'), classOfCode('InternalError'), classOfCode('Weird')]).toEqual([
      'Capacity',
      undefined,
      undefined,
    ]);
    expect(classOfCode('Server.InsufficientInstanceCapacity')).toBe('Capacity');
    expect(classOfCode('Client.VcpuLimitExceeded')).toBe('Quota');
  });

  it.each([
    ['InsufficientOutpostCapacity', 'Capacity'],
    ['KmsThrottlingException', 'Throttled'],
    ['VpnGatewayLimitExceeded', 'Quota'],
    ['ResourceAlreadyExistsException', 'Conflict'],
    ['InvalidFleetId.NotFound', 'NotFound'],
    ['AccessDeniedFault', 'PermissionDenied'],
    ['UnsupportedGizmo', 'Unsupported'],
    ['InvalidGizmo.Malformed', 'InvalidTemplate'],
    ['SomethingElse', undefined],
  ])('reads an unlisted %s by its name as %s', (code, meaning) => {
    expect(meaningOfCode(code)?.meaning).toBe(meaning);
  });

  it('takes an unknown word for an unknown outcome of a write, and for a passing trouble of a read', async () => {
    const service = await start(() => ec2Error('Weird', 'Something odd happened.', 400));
    const { session } = testSession(service.url);
    const [ec2] = SERVICES;
    expect(await failureOf(ec2!.create!(session))).toMatchObject({ errorClass: 'OutcomeUnknown', code: 'Weird' });
    expect(await failureOf(ec2!.read(session))).toMatchObject({ errorClass: 'Unavailable', code: 'Weird' });
  });

  it('says in one line what failed, which object is meant and what to do, without keys or encoded reasons', async () => {
    const long = 'x'.repeat(5_000);
    const messages: Readonly<Record<string, string>> = {
      'InvalidSubnetID.NotFound': "The subnet ID 'subnet-0123456789abcdef0' does not exist",
      UnauthorizedOperation: `You are not authorized. Encoded authorization failure message: ${long}`,
      InvalidClientTokenId: 'The key AKIAIOSFODNN7EXAMPLE is unknown',
    };
    let code = '';
    const service = await start(() => ec2Error(code, messages[code], 400));
    const { session } = testSession(service.url);
    const messageOf = async (next: string): Promise<ProviderError> => {
      code = next;
      return failureOf(session.read('ec2', new DescribeInstancesCommand({}), input));
    };
    const subnet = await messageOf('InvalidSubnetID.NotFound');
    expect(subnet.message).toBe(
      "ec2 DescribeInstances: InvalidSubnetID.NotFound: The subnet ID 'subnet-0123456789abcdef0' does not exist (correct subnetIds)",
    );
    expect(subnet).toMatchObject({ subject: 'subnet-0123456789abcdef0', remedy: 'fix-template' });
    expect((await messageOf('UnauthorizedOperation')).message).toBe(
      'ec2 DescribeInstances: UnauthorizedOperation: You are not authorized. the encoded reason is left out (allow ec2:DescribeInstances in the IAM policy, as Read of the one in docs/aws.md)',
    );
    expect((await messageOf('InvalidClientTokenId')).message).not.toContain('AKIA');
  });
});

function classFor(meaning: ErrorMeaning, effect: 'read' | 'create'): ProviderErrorClass {
  if (meaning !== 'Fault') return meaning;
  return effect === 'read' ? 'Unavailable' : 'OutcomeUnknown';
}
