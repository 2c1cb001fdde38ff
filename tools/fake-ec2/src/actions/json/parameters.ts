import type { Cloud } from '../../cloud/cloud.ts';
import { ApiError } from '../../server/api-error.ts';
import type { XmlObject } from '../../server/xml.ts';
import type { JsonInput } from './json-action.ts';

/** Source: SSM API reference, GetParameter. */
export function getParameter(cloud: Cloud, { Name }: JsonInput): XmlObject {
  const parameter = parameterXml(cloud, String(Name));
  if (parameter === undefined) throw new ApiError('ParameterNotFound', `Parameter ${String(Name)} not found.`);
  return { Parameter: parameter };
}

/** Names that are not there are told, not refused. Source: SSM API reference, GetParameters. */
export function getParameters(cloud: Cloud, { Names }: JsonInput): XmlObject {
  const names = Array.isArray(Names) ? Names.map(String) : [];
  if (names.length === 0 || names.length > 10) throw new ApiError('ValidationException', 'Names must have 1 to 10 members');
  const found = names.map((name) => parameterXml(cloud, name));
  return {
    Parameters: found.filter((parameter) => parameter !== undefined),
    InvalidParameters: names.filter((_name, index) => found[index] === undefined),
  };
}

function parameterXml({ parameters, region, images }: Cloud, name: string): XmlObject | undefined {
  const value = parameters.get(name);
  if (value === undefined) return undefined;
  const DataType = images.has(value) ? 'aws:ec2:image' : 'text';
  return {
    Name: name,
    Type: 'String',
    Value: value,
    Version: 1,
    LastModifiedDate: 1_736_208_000,
    ARN: `arn:aws:ssm:${region}::parameter${name}`,
    DataType,
  };
}
