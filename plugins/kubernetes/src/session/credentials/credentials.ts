/** How a call says who makes it. All of it is secret. */
export interface Credentials {
  /** `authorization` and, where calls are made in another's name, `impersonate-user` and its kin. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Client certificate and its key, in PEM form. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** Whether two are the same. */
export function sameCredentials(a: Credentials, b: Credentials): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
