import type { Handler } from '../../template/handlers.js';
import { objectAt, type JsonObject } from '../../template/json.js';

/** Everything that an object is composed from: data in, data out. */
export interface Plan {
  readonly handler: Handler;
  readonly namespace: string;
  readonly name: string;
  readonly units: number;
  /** What the template comes to. */
  readonly pod: { readonly metadata: JsonObject; readonly spec: JsonObject };
  /** The user's own object around the pod; undefined where there is none. */
  readonly around: JsonObject | undefined;
  /** Whom the object and its pods belong to, and the template's tags. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Makes an object's metadata: what it says itself, with our marks over it. */
export function markedMetadata(own: JsonObject, { labels, annotations }: Pick<Plan, 'labels' | 'annotations'>): JsonObject {
  // Who names a pod by its beginning names none of ours.
  const { name: _name, generateName: _generateName, namespace: _namespace, ...kept } = own;
  return {
    ...kept,
    labels: { ...objectAt(own, 'labels'), ...labels },
    annotations: { ...objectAt(own, 'annotations'), ...annotations },
  };
}
