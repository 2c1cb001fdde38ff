/** A machine's place: where it stands, and which of all that ever had the name it is. */
export interface PodPlace {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const FORM = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)\/([A-Za-z0-9-]{1,64})$/;

/** `NAMESPACE/POD/UID`: a name may be used again, a uid never is. */
export function machineIdOf({ namespace, name, uid }: PodPlace): string {
  return `${namespace}/${name}/${uid}`;
}

/** Reads an id; undefined for what can be none. */
export function placeOf(machineId: string): PodPlace | undefined {
  const [, namespace, name, uid] = FORM.exec(machineId) ?? [];
  return namespace === undefined || name === undefined || uid === undefined ? undefined : { namespace, name, uid };
}

/** Where the API server keeps a namespace's pods, or all pods. */
export function podsPath(namespace: string | undefined): string {
  return namespace === undefined ? '/api/v1/pods' : `/api/v1/namespaces/${namespace}/pods`;
}

/** Where it keeps one of them. */
export function podPath({ namespace, name }: Pick<PodPlace, 'namespace' | 'name'>): string {
  return `${podsPath(namespace)}/${name}`;
}
