/** Hosts that no proxy can stand for: this machine, and the services of the machine's own link. */
const ALWAYS_DIRECT = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|169\.254(?:\.\d{1,3}){2}|\[?fd00:ec2::(?:254|23)\]?)$/i;

/** The proxy's environment variables, in either case. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Says through which proxy a host is reached. */
export type ProxyChoice = (target: {
  readonly host: string;
  readonly port: number | undefined;
  readonly secure: boolean;
}) => string | undefined;

/** Decides by the settings, and where they say nothing by HTTPS_PROXY, HTTP_PROXY and NO_PROXY as most programs read them. */
export function chooseProxy(
  settings: { readonly proxy?: string | undefined; readonly noProxy: readonly string[] },
  environment: Environment,
): ProxyChoice {
  const read = (name: string): string | undefined => environment[name] || environment[name.toLowerCase()] || undefined;
  const exceptions = [...settings.noProxy, ...(read('NO_PROXY') ?? '').split(/[\s,]+/)].filter((entry) => entry !== '');
  return ({ host, port, secure }) => {
    const proxy = settings.proxy ?? read(secure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
    if (proxy === undefined || ALWAYS_DIRECT.test(host)) return undefined;
    return exceptions.some((entry) => covers(entry.toLowerCase(), host.toLowerCase(), port)) ? undefined : proxy;
  };
}

/** `example.com` covers itself and its subdomains, `.example.com` and `*.example.com` the subdomains alone, `host:443` one port. */
function covers(entry: string, host: string, port: number | undefined): boolean {
  if (entry === '*') return true;
  const [, name = '', wantedPort] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  if (wantedPort !== undefined && Number(wantedPort) !== port) return false;
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}
