/**
 * Settings that send some scopes to a local registry and everything else to the one that npm is set up for. As npm's global settings they
 * leave the user's own in force, credentials among them.
 */
export function scopedNpmrc(options: { readonly url: string; readonly scopes: readonly string[]; readonly registry: string }): string {
  const { url, scopes, registry } = options;
  return [
    `registry=${registry}`,
    ...scopes.map((scope) => `${scope}:registry=${url}`),
    // npm publishes to nobody without a token; this registry looks at none.
    `${url.replace(/^https?:/, '')}:_authToken=none`,
    '',
  ].join('\n');
}
