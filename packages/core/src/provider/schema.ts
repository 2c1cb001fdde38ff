/**
 * A schema that validates plain data: Standard Schema version 1 (https://standardschema.dev) with JSON Schema output
 * (https://standardschema.dev/json-schema), the subset that core uses. A zod schema is one, from zod 4.2 on, at compile time and at run time; other libraries' schemas may be too.
 */
export interface Schema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly jsonSchema: {
      /** The JSON Schema of what is accepted, before defaults and transforms. Throws for what JSON Schema cannot express, a Date for example. */
      readonly input: (options: { readonly target: 'draft-2020-12' }) => object;
    };
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What validation answers: the value, or the issues found. */
export type SchemaResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong, and where. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
