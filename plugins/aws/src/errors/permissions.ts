import policy from '../../iam-policy.json' with { type: 'json' };

/** A permission that AWS missed. */
export interface MissingPermission {
  /** As IAM calls it: `ec2:RunInstances`. */
  readonly action: string;
  /** The statements of the documented policy that allow it; empty where none does. */
  readonly statements: readonly string[];
}

/** Which call was refused. */
interface RefusedCall {
  readonly service: string;
  readonly action: string;
}

/** Codes by which AWS says that no policy allows a call, or that one forbids it. */
const REFUSALS = /^(?:AccessDenied|UnauthorizedOperation|NotAuthorized)/;

/** How IAM calls services that the SDK calls otherwise. */
const PREFIXES: Readonly<Record<string, string>> = { 'service-quotas': 'servicequotas' };

/** Calls that IAM knows under another name. Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
const ACTIONS: Readonly<Record<string, string>> = { DeleteMessageBatch: 'DeleteMessage' };

/**
 * The permission that a refusal is about: the one that its message names, because a call may need others than its own (`iam:PassRole`,
 * `ec2:CreateTags`), else the call's own. Undefined when the code does not speak of permissions.
 */
export function missingPermission(code: string, message: string, call: RefusedCall): MissingPermission | undefined {
  if (!REFUSALS.test(code)) return undefined;
  const action = /\bnot authorized to perform:? ([a-z][\w-]*:\w+)/.exec(message)?.[1] ?? permissionOf(call);
  const statements = policy.Statement.filter((statement) => [statement.Action].flat().includes(action)).map(({ Sid }) => Sid);
  return { action, statements };
}

/** What to do about it, for people. */
export function permissionRemedy({ action, statements }: MissingPermission): string {
  if (statements.length === 0) return `allow ${action} in the IAM policy: see docs/aws.md`;
  return `allow ${action} in the IAM policy, as ${statements.join(', ')} of the one in docs/aws.md`;
}

function permissionOf({ service, action }: RefusedCall): string {
  return `${PREFIXES[service] ?? service}:${ACTIONS[action] ?? action}`;
}
