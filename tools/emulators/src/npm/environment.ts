import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the user's own settings are, and how the registry is reached: what an npm started from inside of npm must keep. */
const KEPT = /^npm_config_(?:userconfig|registry|cafile|ca|proxy|https_proxy|http_proxy|noproxy|strict_ssl)$/i;

/**
 * The environment for an npm that knows nothing of the `npm run` that may have started us: its own log level, prefix, project and
 * lifecycle would reach the new one otherwise.
 */
export function freshNpmEnvironment(environment: Variables = process.env): Readonly<Record<string, string>> {
  const kept = Object.entries(environment).filter(([name, value]) => value !== undefined && (!/^npm_/i.test(name) || KEPT.test(name)));
  return Object.fromEntries(kept) as Record<string, string>;
}

/** The registry that npm is set up to use, by whatever file or variable says so. */
export async function configuredRegistry(): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry']);
  return stdout.trim();
}
