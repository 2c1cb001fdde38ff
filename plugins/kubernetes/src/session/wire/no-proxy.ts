import { BlockList, isIP } from 'node:net';
import { isLoopback } from '../../settings/loopback.js';

/** The proxy's environment variables, in either case. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Where the wish for a proxy comes from. */
export interface ProxyWish {
  /** The settings' own, else the kubeconfig's; undefined: the environment's. */
  readonly proxy: string | undefined;
  readonly noProxy: readonly string[];
  readonly environment: Environment;
}

/**
 * Says through which proxy a server is reached; undefined: directly. This machine is always reached directly.
 *
 * Source of the form of NO_PROXY: https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config, which kubectl goes by
 */
export function proxyFor(server: URL, { proxy, noProxy, environment }: ProxyWish): string | undefined {
  const read = (name: string): string | undefined => environment[name] || environment[name.toLowerCase()] || undefined;
  const chosen = proxy ?? read(server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (chosen === undefined || isLoopback(host)) return undefined;
  const port = server.port === '' ? (server.protocol === 'https:' ? 443 : 80) : Number(server.port);
  const exceptions = [...noProxy, ...(read('NO_PROXY') ?? '').split(/[\s,]+/)].filter((entry) => entry !== '');
  return exceptions.some((entry) => covers(entry.toLowerCase(), host, port)) ? undefined : chosen;
}

/** `example.com` covers itself and its subdomains, `.example.com` and `*.example.com` the subdomains alone, `10.0.0.0/8` a block, `host:443` one port. */
function covers(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return blockCovers(entry, host);
  if (isIP(entry) !== 0) return entry === host;
  const [, name = '', wantedPort] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  if (wantedPort !== undefined && Number(wantedPort) !== port) return false;
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

function blockCovers(entry: string, host: string): boolean {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, Number(bits), type);
  return block.check(host, type);
}
