import { isLoopback } from './loopback.js';
import type { KubernetesSettings } from './settings.js';

/** What is wrong with two settings together, and at which of them it is told. */
export interface SettingsProblem {
  readonly key: keyof KubernetesSettings;
  readonly message: string;
}

const SOURCES = ['kubeconfig', 'kubeconfigText', 'inCluster', 'server'] as const;

/** Settings that are read with `server` alone: a kubeconfig says them itself. */
const OF_SERVER = ['token', 'tokenFile', 'clientCertificateFile', 'clientKeyFile'] as const;

/** Everything that is wrong with settings together and needs no cluster to be seen. */
export function problemsOf(settings: KubernetesSettings): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const tell = (key: SettingsProblem['key'], message: string): void => void problems.push({ key, message });
  const isStated = (key: keyof KubernetesSettings): boolean => settings[key] !== undefined && settings[key] !== false;
  const [first, ...more] = SOURCES.filter(isStated);
  for (const key of more) tell(key, `${first} is stated, too: keep one of ${SOURCES.join(', ')}`);
  for (const key of OF_SERVER) {
    if (isStated(key) && !isStated('server')) tell(key, 'it does nothing without server: add that, or take this out');
  }
  if (isStated('context') && (isStated('server') || settings.inCluster)) tell('context', `${first} has no contexts: take it out`);
  if (isStated('token') && isStated('tokenFile')) tell('tokenFile', 'token is stated, too: keep one of them');
  if (isStated('caFile') && isStated('caData')) tell('caData', 'caFile is stated, too: keep one of them');
  if (isStated('clientCertificateFile') !== isStated('clientKeyFile')) {
    const missing = isStated('clientKeyFile') ? 'clientCertificateFile' : 'clientKeyFile';
    tell(missing, 'a client certificate needs its key, and a key its certificate: state both');
  }
  if (settings.server?.startsWith('http:') === true && !isLoopback(new URL(settings.server).hostname)) {
    tell('server', 'plain http shows the token to everybody in between: write https, or reach it on this machine');
  }
  return problems;
}
