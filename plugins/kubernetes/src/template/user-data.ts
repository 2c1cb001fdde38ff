import type { JsonObject } from './json.js';

/** Where user data stands in the pod: an annotation that the kubelet shows as a file. */
const NAME = 'hostwright-user-data';
/** Folder of the file `user-data`. */
const FOLDER = '/etc/hostwright';

/**
 * The part of a pod that brings user data into a container, as the file /etc/hostwright/user-data. It needs no object of its own, which could
 * outlive the pod. Who may read the pod may read it: it is no place for secrets.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#downwardapi-fieldRef
 */
export function userDataPart(userData: string | undefined, container: string): JsonObject {
  if (userData === undefined) return {};
  return {
    metadata: { annotations: { [NAME]: userData } },
    spec: {
      volumes: [
        { name: NAME, downwardAPI: { items: [{ path: 'user-data', fieldRef: { fieldPath: `metadata.annotations['${NAME}']` } }] } },
      ],
      containers: [{ name: container, volumeMounts: [{ name: NAME, mountPath: FOLDER, readOnly: true }] }],
    },
  };
}
