import { isProviderError, type Market, type OperationInput, type TemplateProblem } from '@hostwright/core/provider';
import { vcpuQuota } from '../../catalog/vcpu-quota.js';
import type { AwsSession } from '../../session/session.js';
import type { AwsOptions } from '../../template/options.js';
import { resolveImage } from '../images.js';
import { factsOf, namedTypes, unknownTypeProblems } from '../named-types.js';
import { problemOf, type Check } from './check.js';

/** The image may be used; the machine types exist, fit it, and the account may run at least one vCPU of their kind. */
export const imageAndTypeProblems: Check = async (session, options, input) => {
  const named = namedTypes(options);
  const [image, facts, quotas] = await Promise.all([
    imageOf(session, options, input),
    factsOf(session, named, input),
    Promise.all(named.map(({ type, markets }) => emptyQuotas(session, type, markets, input))),
  ]);
  return [
    ...image.problems,
    ...unknownTypeProblems(named, facts, session.region),
    ...named.flatMap(({ type, path }, index) => {
      const fact = facts.get(type);
      if (fact === undefined) return [];
      if (image.architecture !== undefined && image.architecture !== fact.shape.architecture) {
        return [{ path, message: `${type} is a machine of ${fact.shape.architecture}, the image one for ${image.architecture}` }];
      }
      return (quotas[index] ?? []).map((market) => ({
        path,
        message: `the account's quota of ${market} vCPUs for types like ${type} is 0: ask AWS for more (Service Quotas, Amazon EC2)`,
      }));
    }),
  ];
};

/** What is known of the image; only the two architectures that types are told apart by are compared. */
async function imageOf(
  session: AwsSession,
  { image }: AwsOptions,
  input: OperationInput,
): Promise<{ readonly problems: readonly TemplateProblem[]; readonly architecture?: string }> {
  if (image === undefined) return { problems: [] };
  let architecture: string | undefined;
  const problems = await problemOf('imageId', async () => {
    ({ architecture } = await resolveImage(session, image, 'facts', input));
  });
  return { problems, ...(architecture === 'x86_64' || architecture === 'arm64' ? { architecture } : {}) };
}

/** Markets on which the account may run nothing of a type. An account that may not read its quotas learns of them when it launches. */
async function emptyQuotas(
  session: AwsSession,
  type: string,
  markets: readonly Market[],
  input: OperationInput,
): Promise<readonly Market[]> {
  const limits = await Promise.all(
    markets.map((market) =>
      vcpuQuota(session, type, market, input).catch((error: unknown) => {
        if (isProviderError(error)) return undefined;
        throw error;
      }),
    ),
  );
  return markets.filter((_, index) => limits[index] === 0);
}
