import type { Market, OperationInput, TemplateProblem } from '@hostwright/core/provider';
import { typesNamed } from '../catalog/types.js';
import type { AwsSession } from '../session/session.js';
import type { AwsOptions } from '../template/options.js';

/** A machine type as a template names it. */
export interface NamedType {
  readonly type: string;
  /** Where it stands in the template. */
  readonly path: string;
  /** On which it is bought. */
  readonly markets: readonly Market[];
}

/** Every machine type that a template names. */
export function namedTypes(options: AwsOptions): readonly NamedType[] {
  const both: readonly Market[] = options.market === 'mixed' ? ['on-demand', 'spot'] : [options.market];
  const spotOnly = both.filter((market) => market === 'spot');
  const onDemandOnly = both.filter((market) => market === 'on-demand');
  const markets = options.onDemandTypes === undefined ? both : spotOnly;
  return [
    ...(options.types ?? []).map(({ type }) => ({ type, path: `vmTypes.${type}`, markets })),
    ...(options.onDemandTypes ?? []).map(({ type }) => ({ type, path: `vmTypesOnDemand.${type}`, markets: onDemandOnly })),
  ];
}

/** What the region is known to have, by name. */
export function factsOf(session: AwsSession, named: readonly NamedType[], input: OperationInput): ReturnType<typeof typesNamed> {
  const names = named.map(({ type }) => type);
  return typesNamed(session, names, input);
}

/** Machine types that the region does not have. */
export function unknownTypeProblems(
  named: readonly NamedType[],
  known: ReadonlyMap<string, unknown>,
  region: string,
): readonly TemplateProblem[] {
  return named
    .filter(({ type }) => !known.has(type))
    .map(({ type, path }) => ({ path, message: `there is no machine type ${type} in ${region}` }));
}
