import type { Cloud } from '../../cloud/cloud.ts';

/** A body of JSON, not yet looked at. */
export type JsonInput = Readonly<Record<string, unknown>>;

/** One operation of a service that speaks JSON. */
export type JsonAction = (cloud: Cloud, input: JsonInput) => object;
