import { accessKeyOf } from '../../cloud/accounts.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Params } from '../../server/params.ts';
import { ApiError } from '../../server/api-error.ts';
import type { XmlObject } from '../../server/xml.ts';

/** What old callers ask to learn whether there is a default VPC, and how many machines may run. */
export function describeAccountAttributes(cloud: Cloud, params: Params): XmlObject {
  const defaultVpc = [...cloud.network.vpcs.values()].find(({ isDefault }) => isDefault);
  const attributes: Readonly<Record<string, readonly string[]>> = {
    'supported-platforms': ['VPC'],
    'default-vpc': [defaultVpc?.id ?? 'none'],
    'max-instances': [String(cloud.settings.onDemandLimit ?? 20)],
    'vpc-max-security-groups-per-interface': ['5'],
    'max-elastic-ips': ['5'],
    'vpc-max-elastic-ips': ['5'],
  };
  const names = params.texts('AttributeName');
  const shown = Object.entries(attributes).filter(([name]) => names.length === 0 || names.includes(name));
  return {
    accountAttributeSet: shown.map(([attributeName, values]) => ({
      attributeName,
      attributeValueSet: values.map((attributeValue) => ({ attributeValue })),
    })),
  };
}

export function getCallerIdentity({ account }: Cloud): XmlObject {
  return { Arn: `arn:aws:iam::${account}:user/fake`, UserId: 'AIDAFAKEFAKEFAKEFAKE1', Account: account };
}

/**
 * Keys of the role's account. They carry it themselves, so that nothing needs to be kept. Who may assume which role is not checked.
 *
 * Source: STS API reference, AssumeRole.
 */
export function assumeRole(cloud: Cloud, params: Params): XmlObject {
  const arn = params.required('RoleArn');
  const session = params.required('RoleSessionName');
  const [, account, role] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (account === undefined || role === undefined) throw new ApiError('ValidationError', `${arn} is invalid`);
  const seconds = params.integer('DurationSeconds', { min: 900, max: 43_200 }) ?? 3600;
  return {
    Credentials: {
      AccessKeyId: accessKeyOf(account),
      SecretAccessKey: 'fake',
      SessionToken: 'fake',
      Expiration: new Date(cloud.clock.now() + seconds * 1000),
    },
    AssumedRoleUser: { AssumedRoleId: `AROAFAKEFAKEFAKEFAKE1:${session}`, Arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}` },
  };
}
