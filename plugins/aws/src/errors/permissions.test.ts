import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas';
import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs';
import { isProviderError, type ProviderError } from '@hostwright/core/provider';
import policy from '../../iam-policy.json' with { type: 'json' };
import type { AwsSession } from '../session/session.js';
import { ec2Error, localServices, type WireAnswer } from '../session/testing/local-service.js';
import { readInput, writeInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';

const start = localServices();
const input = readInput();

async function refusalOf(answer: WireAnswer, call: (session: AwsSession) => Promise<unknown>): Promise<ProviderError> {
  const service = await start(() => answer);
  const { session } = testSession(service.url);
  const error: unknown = await call(session).catch((reason: unknown) => reason);
  session.close();
  if (!isProviderError(error)) throw new Error('it did not fail as it must', { cause: error });
  return error;
}

const run = (session: AwsSession): Promise<unknown> =>
  session.write('ec2', 'create', new RunInstancesCommand({ MinCount: 1, MaxCount: 1 }), writeInput());

/** As EC2 words it. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const denied = (action: string, resource: string): string =>
  'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/grid is not authorized to perform: ' +
  `${action} on resource: ${resource} because no identity-based policy allows the ${action} action. ` +
  `Encoded authorization failure message: ${'A-b_9'.repeat(200)}`;

const json = (message: string): WireAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: 'AccessDeniedException', message }),
});

describe('a call that is not allowed', { tags: ['aws.iam', 'aws.errors', 'simulated'] }, () => {
  it('names the permission that is missing and the statements that allow it, and no encoded reason', async () => {
    const resource = 'arn:aws:ec2:us-east-1:123456789012:subnet/subnet-0123456789abcdef0';
    const error = await refusalOf(ec2Error('UnauthorizedOperation', denied('ec2:RunInstances', resource), 403), run);
    expect(error).toMatchObject({ errorClass: 'PermissionDenied', subject: 'ec2:RunInstances', code: 'UnauthorizedOperation' });
    expect(error.message).toContain(resource);
    expect(error.message).toMatch(/\(allow ec2:RunInstances in the IAM policy, as LaunchFrom, LaunchFromOwnTemplates, LaunchMachines of /);
    expect(error.message).not.toContain('A-b_9');
  });

  it.each([
    ['iam:PassRole', 'arn:aws:iam::123456789012:role/machines', 'PassMachineRole, PassFleetRole'],
    ['ec2:CreateTags', 'arn:aws:ec2:us-east-1:123456789012:volume/*', 'TagAtBirth, Adopt'],
  ])('names %s when a launch is refused for the want of it', async (action, resource, statements) => {
    const error = await refusalOf(ec2Error('UnauthorizedOperation', denied(action, resource), 403), run);
    expect(error.subject).toBe(action);
    expect(error.message).toContain(`as ${statements} of`);
  });

  it('names its own permission, as IAM calls it, when the answer names none', async () => {
    const quotas = await refusalOf(json('no'), (session) =>
      session.read('service-quotas', new ListServiceQuotasCommand({ ServiceCode: 'ec2' }), input),
    );
    expect(quotas.subject).toBe('servicequotas:ListServiceQuotas');
    const queue = await refusalOf(json('no'), (session) =>
      session.read('sqs', new DeleteMessageBatchCommand({ QueueUrl: 'http://q/1/q', Entries: [] }), input),
    );
    expect(queue.subject).toBe('sqs:DeleteMessage');
  });

  it('says where to look when the policy has no statement for it', async () => {
    const error = await refusalOf(ec2Error('UnauthorizedOperation', denied('ec2:Other', '*'), 403), run);
    expect(error.message).toMatch(/\(allow ec2:Other in the IAM policy: see docs\/aws\.md\)$/);
  });

  it('is not what termination protection is taken for', async () => {
    const error = await refusalOf(ec2Error('OperationNotPermitted', "The instance 'i-0123456789abcdef0' may not be terminated."), run);
    expect(error).toMatchObject({ errorClass: 'PermissionDenied', subject: 'i-0123456789abcdef0' });
    expect(error.message).not.toContain('IAM policy');
  });
});

describe('docs/aws.md', { tags: ['aws.iam', 'real'] }, () => {
  it('has a line for each statement of the policy, in its order, and for nothing else', () => {
    const guide = readFileSync(new URL('../../../../docs/aws.md', import.meta.url), 'utf8');
    const [, section = ''] = /^## IAM\n([^]*?)^## /m.exec(guide) ?? [];
    const rows = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, sid]) => sid);
    expect(rows).toEqual(policy.Statement.map(({ Sid }) => Sid));
  });
});
