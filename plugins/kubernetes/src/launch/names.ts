import { createHash } from 'node:crypto';

/** 100 bits: as good as none is met twice. */
const HASH_CHARACTERS = 20;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * The name of what a launch makes: the same for every try, whoever makes it. Short enough for the names that a Job, Deployment or StatefulSet
 * gives its pods, which must be names of hosts, too.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export function launchName(deploymentId: string, token: string): string {
  const digest = createHash('sha256').update(`${deploymentId}/${token}`).digest();
  const characters = [...digest.subarray(0, HASH_CHARACTERS)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length));
  return `hw-${characters.join('')}`;
}

/** The name of one pod of a launch that makes pods one by one. */
export function partName(name: string, part: number): string {
  return `${name}-${part}`;
}
