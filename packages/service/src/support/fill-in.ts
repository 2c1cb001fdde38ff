import type { Variables } from '../configuration/index.js';

/** Puts variables into a text as far as they are set: what is missing stays as it is written. */
export function fillIn(text: string, directory: string, variables: Variables): string {
  return text.replaceAll(/\$?\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g, (written: string, name: string, fallback: string | undefined) => {
    if (written.startsWith('$$')) return written.slice(1);
    if (name === 'CONFIG_DIR') return directory;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return value === undefined || value === '' ? (fallback ?? written) : value;
  });
}
