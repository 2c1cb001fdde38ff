import type { SiteOptions } from '../../cli/context.js';
import { shellWord } from '../../scripts/shell-quote.js';

/** A command of ours for the deployment that is looked at. */
export function hostFactory({ options }: { readonly options: SiteOptions }, ...words: readonly string[]): string {
  const configuration = options.config === undefined ? [] : ['--config', options.config];
  return ['host-factory', ...words, ...configuration].map(shellWord).join(' ');
}

/** Opens a file for a change that nobody but its owner can make; `why` says which. */
export function edit(path: string, why: string): string {
  return because(`"\${EDITOR:-vi}" ${shellWord(path)}`, why);
}

/** A command with what it is for, as a comment that a shell passes over. */
export function because(command: string, why: string): string {
  return `${command}  # ${why}`;
}
