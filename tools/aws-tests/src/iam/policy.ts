import { readFileSync } from 'node:fs';

/** One statement of an IAM policy. */
interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

const FILE = new URL('../../../../plugins/aws/iam-policy.json', import.meta.url);

/** The policy that the plugin is published with. */
export const POLICY = JSON.parse(readFileSync(FILE, 'utf8')) as Policy;

/** A policy that allows everything, for those who prepare. */
export const EVERYTHING: Policy = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** One text or a list of them, as a list. */
export function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

/** Every action that a policy allows, each once. */
export function actionsOf({ Statement: statements }: Policy): readonly string[] {
  return [...new Set(statements.flatMap(({ Action: actions }) => listOf(actions)))];
}

/** The policy without some of its statements. */
export function withoutStatement(policy: Policy, sid: string): Policy {
  return { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== sid) };
}

/** The policy without an action in any of its statements. */
export function withoutAction(policy: Policy, action: string): Policy {
  const statements = policy.Statement.map((one) => ({ ...one, Action: listOf(one.Action).filter((each) => each !== action) }));
  return { ...policy, Statement: statements.filter(({ Action: actions }) => actions.length > 0) };
}

/** The policy with other values at one member of one statement. */
export function withMember(policy: Policy, sid: string, member: 'Action' | 'Resource', values: readonly string[]): Policy {
  return { ...policy, Statement: policy.Statement.map((one) => (one.Sid === sid ? { ...one, [member]: values } : one)) };
}
