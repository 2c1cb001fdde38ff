import { readFile, stat } from 'node:fs/promises';
import { ProviderError, type ProviderContext } from '@hostwright/core/provider';

/** Where a text comes from: a kubeconfig, a token, a certificate, a key. */
export type Source =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'file'; readonly path: string; readonly key: string }
  /** The reference of a secret, asked for each time. */
  | { readonly from: 'secret'; readonly reference: string };

/** Reads texts. */
export type ReadSource = (source: Source) => Promise<string>;

/** What kubeconfigs, certificates and tokens take is some KiB. */
const MAX_BYTES = 4_194_304;

interface Held {
  readonly stamp: string;
  readonly text: string;
}

/**
 * Makes a reader that reads a file again when it changed (time, size or inode: projected tokens are replaced as links), and a secret each time.
 * @returns throws {ProviderError} `InvalidSettings` when there is nothing to read
 */
export function createSourceReader(context: Pick<ProviderContext, 'secret'>): ReadSource {
  const held = new Map<string, Held>();
  return async (source) => {
    if (source.from === 'text') return source.text;
    if (source.from === 'secret') return context.secret(source.reference);
    const { path, key } = source;
    try {
      const { mtimeMs, size, ino } = await stat(path);
      if (size > MAX_BYTES) throw refused(key, `the file ${path} is larger than ${MAX_BYTES} bytes`);
      const stamp = `${mtimeMs}/${size}/${ino}`;
      const known = held.get(path);
      if (known?.stamp === stamp) return known.text;
      const text = await readFile(path, 'utf8');
      held.set(path, { stamp, text });
      return text;
    } catch (cause) {
      if (cause instanceof ProviderError) throw cause;
      const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
      throw refused(key, `the file ${path} cannot be read (${code}): put one there that this user may read`);
    }
  };
}

function refused(key: string, message: string): ProviderError {
  return new ProviderError('InvalidSettings', `${key}: ${message}`, { subject: key });
}

/** A value or the reference of a secret: tokens hold no colon. */
export function valueOrSecret(value: string): Source {
  return /^(?:env|file):/.test(value) ? { from: 'secret', reference: value } : { from: 'text', text: value };
}
