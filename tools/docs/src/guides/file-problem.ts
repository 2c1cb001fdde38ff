import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { inRepository } from '../repository.js';

const SERVICE = 'packages/service/schemas';
const CALLS = 'packages/host-factory-protocol/schemas';

/** Which published schema a file goes by, by its name. The first that fits counts. */
const BY_NAME: readonly (readonly [name: RegExp, schema: string])[] = [
  [/prov_(?:config|templates)\.json$/, ''],
  [/(?:^|\/)hostwright\.(?:json|ya?ml)$/, `${SERVICE}/configuration.json`],
  [/templates\.(?:json|ya?ml)$/, `${SERVICE}/templates.json`],
  [/^(?:\w+\.)(?:input|output\.\w+)$/, `${CALLS}/NAME.json`],
];

const ajv = new Ajv2020({ allErrors: true, strict: false });
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a file that a document shows, by the schema that its name stands for; files of others go by none. */
export function fileProblem(name: string, data: unknown): string | undefined {
  const schema = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (schema === undefined || schema === '') return undefined;
  const validate = validatorOf(schema.replace('NAME', name));
  if (validate(data)) return undefined;
  return `${name}: ${(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`).join('; ')}`;
}

function validatorOf(path: string): ValidateFunction {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const validate = ajv.compile(JSON.parse(readFileSync(inRepository(path), 'utf8')) as object);
  compiled.set(path, validate);
  return validate;
}
