/** Clouds by which other systems name their plugins' files (`awsprov_templates.json`), and the package that reads these. */
const PACKAGES: Readonly<{ [cloud: string]: string }> = {
  aws: '@hostwright/provider-aws',
  azure: '@hostwright/provider-azure',
  gcp: '@hostwright/provider-gcp',
  google: '@hostwright/provider-gcp',
};

const VENDOR_FILE = /^((aws|azure|gcp|google)[a-z0-9]*prov)_(?:config|templates)\.json$/i;

/**
 * Why a file of another system's plugin, by its name, cannot be judged: no installed provider claimed it. Undefined for a file that may
 * be ours: another provider would take each of its keys for a mistake.
 */
export function absentVendorProblem(name: string, installed: readonly string[]): string | undefined {
  const [, stem = '', cloud = ''] = VENDOR_FILE.exec(name) ?? [];
  if (stem === '') return undefined;
  const providers = installed.length === 0 ? 'none is installed' : `installed are ${[...new Set(installed)].toSorted().join(', ')}`;
  return `No installed provider reads ${stem}_*: ${providers}. Install ${PACKAGES[cloud.toLowerCase()] ?? 'the plugin of that cloud'}.`;
}
