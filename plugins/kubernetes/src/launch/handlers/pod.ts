import type { JsonObject } from '../../template/json.js';
import { markedMetadata, type Plan } from './plan.js';

/** A pod; its name comes with the part of the launch. */
export function composePod(plan: Plan): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...markedMetadata(plan.pod.metadata, plan), namespace: plan.namespace },
    spec: plan.pod.spec,
  };
}
