import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** One boot of one host, as other hosts can tell it from themselves. */
export interface HostIdentity {
  /** Stays the same over reboots. */
  readonly hostId: string;
  /** Another one after each reboot: processes of an earlier boot are gone for sure. */
  readonly bootId: string;
  /** For people. */
  readonly name: string;
}

/** Overrides what this host is known by; for hosts whose image was copied with its name and machine id. */
const HOST_ID_VARIABLE = 'HOST_FACTORY_HOST_ID';

/**
 * This host. Its id is made of machine id and name: copies of one image often share the machine id.
 * @param environment - @default the process's own
 */
export function thisHost(environment: Readonly<{ [name: string]: string | undefined }> = process.env): HostIdentity {
  const stated = environment[HOST_ID_VARIABLE] ?? '';
  const name = hostname();
  if (stated !== '') return { hostId: stated, bootId: bootId(), name: stated };
  return { hostId: [readLine('/etc/machine-id'), name].join('/'), bootId: bootId(), name };
}

/** Empty where the system does not tell: then only silence ends a claim. */
function bootId(): string {
  return readLine('/proc/sys/kernel/random/boot_id');
}

function readLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
