import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { Check } from './checks.js';
import type { Policy } from './policy.js';
import { ACCOUNT } from './resources.js';

/** Parameters of AWS itself: their names have no account, which the library's reference does not know. */
const PUBLIC_PARAMETER = /^arn:aws:ssm:[\w-]+::parameter\//;

/**
 * Whether a policy allows what AWS asks for one call, conditions included.
 *
 * @throws when the Service Authorization Reference knows no such action, resource or condition key for it
 */
export async function isAllowed(policy: Policy, { action, resource, context }: Check): Promise<boolean> {
  const simulation: Simulation = {
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:user/hostwright`,
      action,
      resource: { resource, accountId: ACCOUNT },
      contextVariables: { ...context },
    },
    identityPolicies: [{ name: 'documented', policy }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  if (PUBLIC_PARAMETER.test(resource)) return runUnsafeSimulation(simulation, {}) === 'Allowed';
  const response = await runSimulation(simulation, {});
  if (response.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(response.errors)}`);
  return response.overallResult === 'Allowed';
}
