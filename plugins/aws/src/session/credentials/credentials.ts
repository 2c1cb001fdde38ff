/** Credentials as they are used now. Never logged, never in an error. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Undefined when they do not tell, or do not expire. */
  readonly expiration?: Date;
}

/** What credentials are made from, where parts may be missing. */
type CredentialParts = { readonly [Part in keyof Credentials]-?: Credentials[Part] | undefined } & Pick<
  Credentials,
  'accessKeyId' | 'secretAccessKey'
>;

/** Makes credentials of their parts. */
export function credentialsOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: CredentialParts): Credentials {
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiration === undefined ? {} : { expiration }),
  };
}

/** Reads credentials anew. @throws {ProviderError} */
type ReadCredentials = (signal: AbortSignal) => Promise<Credentials>;

/** How credentials are read, and how often. */
export interface CredentialReader {
  /** Whose they are, for messages: `profile dev`. */
  readonly from: string;
  readonly read: ReadCredentials;
  /** They cost nothing to read: they are read at each call, so that a rotation counts at once. */
  readonly cheap: boolean;
  /** How long before their end they are renewed, in milliseconds. */
  readonly renewMarginMs: number;
}

/** Whether both are the same set. */
export function sameCredentials(a: Credentials, b: Credentials): boolean {
  return a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken;
}
