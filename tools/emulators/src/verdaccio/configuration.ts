/**
 * A registry without accounts that serves only what is published to it: no other registry stands behind it, so that whoever asks here gets
 * what a test published or nothing. JSON is YAML too.
 */
export function verdaccioConfiguration(folder: string): string {
  const everyone = '$all';
  return JSON.stringify({
    storage: `${folder}/storage`,
    auth: { htpasswd: { file: `${folder}/htpasswd`, max_users: -1 } },
    uplinks: {},
    packages: { '**': { access: everyone, publish: everyone, unpublish: everyone } },
    web: { enable: false },
    max_body_size: '50mb',
    log: { type: 'file', path: `${folder}/verdaccio.log`, format: 'json', level: 'warn' },
  });
}
