export const DEFAULT_ACCOUNT = '123456789012';

/** Keys of an assumed role name its account, so that any process of ours understands them. */
export function accessKeyOf(account: string): string {
  return `ASIA0000${account}`;
}

/** Undefined for a key of another form. */
export function accountOfRoleKey(accessKeyId: string): string | undefined {
  return /^ASIA0000(\d{12})$/.exec(accessKeyId)?.[1];
}
