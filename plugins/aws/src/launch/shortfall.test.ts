import { describe, expect, it } from 'vitest';
import { fleetRefusal, fleetShortfall } from './shortfall.js';

const ENCODED = 'A-b_9'.repeat(400);
const DENIED = {
  ErrorCode: 'UnauthorizedOperation',
  ErrorMessage:
    'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/grid is not authorized to perform: iam:PassRole ' +
    `on resource: arn:aws:iam::123456789012:role/machines. Encoded authorization failure message: ${ENCODED}`,
};

describe('an instant fleet whose machines the caller may not launch', { tags: ['aws.iam', 'aws.launch.fleet', 'simulated'] }, () => {
  it('says which permission is missing and which statements hold it, without the encoded reason', () => {
    const refusal = fleetRefusal([DENIED, DENIED], false);
    expect(refusal).toMatchObject({ errorClass: 'PermissionDenied', subject: 'iam:PassRole', code: 'UnauthorizedOperation' });
    expect(refusal?.message).toContain('(allow iam:PassRole in the IAM policy, as PassMachineRole, PassFleetRole of ');
    expect(refusal?.message).not.toContain(ENCODED);
  });

  it('takes RunInstances for what is missing when the answer does not say', () => {
    expect(fleetRefusal([{ ...DENIED, ErrorMessage: 'no' }], false)?.subject).toBe('ec2:RunInstances');
  });

  it('keeps the encoded reason out of the shortfall, too, when other pools lacked capacity', () => {
    const errors = [DENIED, { ErrorCode: 'InsufficientInstanceCapacity', ErrorMessage: 'We have no capacity.' }];
    expect(fleetRefusal(errors, false)).toBeUndefined();
    const { reason, message } = fleetShortfall(errors, 2);
    expect(reason).toBe('Capacity');
    expect(message).not.toContain(ENCODED);
  });
});
