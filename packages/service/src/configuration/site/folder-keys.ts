/** The keys of a configuration file that say where a deployment lies, found without loading a parser of YAML. */
export interface FolderKeys {
  readonly workDirectory: string | undefined;
  readonly logDirectory: string | undefined;
}

/** The keys' names. */
export const FOLDER_KEYS = ['workDirectory', 'logDirectory'] as const satisfies readonly (keyof FolderKeys)[];

/**
 * Finds the folders in the text of a configuration file. In YAML each must stand on a line of its own, at its start; the full reading of
 * the file compares, and refuses a file of which this finds something else.
 */
export function findFolderKeys(file: string, text: string): FolderKeys {
  const find = file.endsWith('.json') ? jsonKey : yamlKey;
  return { workDirectory: find(text, 'workDirectory'), logDirectory: find(text, 'logDirectory') };
}

/** A file with hundreds of templates is parsed only when it has the key at all. */
function jsonKey(text: string, key: keyof FolderKeys): string | undefined {
  if (!text.includes(`"${key}"`)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const value =
      typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, key) ? (parsed as Partial<FolderKeys>)[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function yamlKey(text: string, key: keyof FolderKeys): string | undefined {
  const line = new RegExp(`^(?:${key}|"${key}"|'${key}')[ \\t]*:[ \\t]+(.*)$`, 'm').exec(text)?.[1];
  return line === undefined ? undefined : yamlScalar(line.trim());
}

function yamlScalar(text: string): string | undefined {
  const double = /^("(?:[^"\\]|\\.)*")[ \t]*(?:#.*)?$/.exec(text)?.[1];
  if (double !== undefined) return jsonText(double);
  const single = /^'((?:[^']|'')*)'[ \t]*(?:#.*)?$/.exec(text)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  const plain = text.replace(/(?:^|[ \t]+)#.*$/, '');
  return plain === '' || /^["'|>&*!{[%@`]/.test(plain) ? undefined : plain;
}

function jsonText(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
