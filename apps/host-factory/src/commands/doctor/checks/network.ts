import { readFileSync } from 'node:fs';
import { shellWord } from '../../../scripts/shell-quote.js';
import type { Variables } from '@hostwright/service/configuration';
import { hostCheck } from '../check.js';
import { type Answer, ok, note, wrong } from '../finding.js';
import { because } from '../mend.js';

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'] as const;
/** Where clouds give a machine its own credentials: never behind a proxy. */
const METADATA_ADDRESS = '169.254.169.254';

/** What stands between this host and a cloud. Nothing is called. */
export const network = hostCheck('network', 'proxy variables and name servers, without a call', ({ context }) => {
  const { environment } = context;
  return [...proxies(environment), ...nodeOptions(environment), ...nameServers()];
});

function proxies(variables: Variables): readonly Answer[] {
  const set = PROXIES.flatMap((name) => [name, name.toLowerCase()]).flatMap((name) => {
    const value = variables[name];
    return value === undefined || value === '' ? [] : [{ name, value }];
  });
  if (set.length === 0) return [ok('no proxy')];
  return [...set.map(({ name, value }) => tellProxy(name, value)), ...contradictions(variables), ...metadata(variables)];
}

/** Never its user and password. */
function tellProxy(name: string, value: string): Answer {
  if (!URL.canParse(value)) return wrong(`${name} is no address of a proxy, for example http://proxy.example:3128`, `unset ${name}`);
  const { protocol, host } = new URL(value);
  return ok(`${name} is ${protocol}//${host}`);
}

function contradictions(variables: Variables): readonly Answer[] {
  return PROXIES.filter((name) => {
    const [upper, lower] = [variables[name] ?? '', variables[name.toLowerCase()] ?? ''];
    return upper !== '' && lower !== '' && upper !== lower;
  }).map((name) => note(`${name} and ${name.toLowerCase()} differ: programs choose either`, `unset ${name}`));
}

function metadata(variables: Variables): readonly Answer[] {
  const exceptions = variables['NO_PROXY'] ?? variables['no_proxy'] ?? '';
  if (exceptions === '*' || exceptions.split(/[\s,]+/).includes(METADATA_ADDRESS)) return [];
  const list = exceptions === '' ? METADATA_ADDRESS : `${exceptions},${METADATA_ADDRESS}`;
  return [
    note(
      `NO_PROXY does not except ${METADATA_ADDRESS}: credentials that a cloud gives to its own machines would be asked of the proxy`,
      `export NO_PROXY=${shellWord(list)}`,
    ),
  ];
}

function nodeOptions(variables: Variables): readonly Answer[] {
  return ['NODE_OPTIONS', 'NODE_PATH', 'NODE_EXTRA_CA_CERTS']
    .filter((name) => (variables[name] ?? '') !== '' && name !== 'NODE_EXTRA_CA_CERTS')
    .map((name) => note(`${name} is set and changes how each call runs`, `unset ${name}`))
    .concat(missingCertificates(variables['NODE_EXTRA_CA_CERTS'] ?? ''));
}

function missingCertificates(path: string): readonly Answer[] {
  if (path === '' || isReadable(path)) return [];
  return [
    wrong(
      `NODE_EXTRA_CA_CERTS names ${path}, which cannot be read: certificates of this site are not trusted`,
      'unset NODE_EXTRA_CA_CERTS',
    ),
  ];
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

function nameServers(): readonly Answer[] {
  try {
    const servers = [...readFileSync('/etc/resolv.conf', 'utf8').matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm)].map(([, server]) => server);
    if (servers.length > 0) return [ok(`name servers: ${servers.join(', ')}`)];
    return [
      note(
        '/etc/resolv.conf names no name server: names of clouds may not be found',
        because('cat /etc/resolv.conf', 'and ask whoever keeps the network'),
      ),
    ];
  } catch {
    return [];
  }
}
