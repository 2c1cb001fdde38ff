import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { CALL_NAMES, Dialect } from '../dialect.js';
import type { Answer } from '../calls/options.js';

/** A call whose form is published. */
export type PublishedCall = (typeof CALL_NAMES)[number];

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
const compiled = new Map<string, ValidateFunction>();

/** The published schema of that name, for example `requestMachines.input`; `fragment` picks a part of it. */
export function schemaOf(name: string, fragment?: string): ValidateFunction {
  const key = fragment === undefined ? name : `${name}#/$defs/${fragment}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (ajv.getSchema(name) === undefined) {
    const url = new URL(`../../schemas/${name}.json`, import.meta.url);
    ajv.addSchema(JSON.parse(readFileSync(url, 'utf8')) as object, name);
  }
  const validate = fragment === undefined ? ajv.getSchema(name) : ajv.compile({ $ref: key });
  if (validate === undefined) throw new Error(`no schema ${key}`);
  compiled.set(key, validate);
  return validate;
}

/** What is wrong with an answer, by the published schema and the exit code; empty when nothing is. */
export function problemsOf(call: PublishedCall, dialect: Dialect, answer: Answer): readonly string[] {
  const printed: unknown = JSON.parse(JSON.stringify(answer.document));
  const validate = schemaOf(`${call}.output.${dialect}`, answer.exitCode === 0 ? 'answer' : 'failure');
  if (validate(printed)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
}
