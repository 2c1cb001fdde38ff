import { readFile, stat } from 'node:fs/promises';
import { ProviderError, type ProviderContext } from '@hostwright/core/provider';
import type { CredentialReader } from './credentials.js';
import { readCredentialsText } from './credentials-text.js';

const OTHERS_MAY_READ = 0o004;
/** A file of credentials is some hundred bytes. */
const MAX_BYTES = 1_048_576;

/** Which file, and what to do when it is not there. */
export interface FileOptions {
  readonly path: string;
  readonly profile: string;
  /** Serves while the file does not exist; undefined: that is an error. */
  readonly otherwise: CredentialReader | undefined;
}

/** Credentials of a file in the form of `~/.aws/credentials`, read at each call. That others may read it is told once. */
export function fromFile({ path, profile, otherwise }: FileOptions, context: Pick<ProviderContext, 'log'>): CredentialReader {
  const from = `the credential file ${path}`;
  let warned = false;
  return {
    from,
    cheap: true,
    renewMarginMs: 0,
    read: async (signal) => {
      let text: string;
      try {
        const { mode, size } = await stat(path);
        if (size > MAX_BYTES) throw refused(`${from} is larger than ${MAX_BYTES} bytes: name a file of credentials`);
        if ((mode & OTHERS_MAY_READ) !== 0 && !warned) {
          warned = true;
          context.log(
            'warn',
            [{ name: 'path', value: path }],
            'the credential file may be read by every user of this host: make its mode 600',
          );
        }
        text = await readFile(path, { encoding: 'utf8', signal });
      } catch (cause) {
        if (cause instanceof ProviderError) throw cause;
        const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
        if (code === 'ENOENT' && otherwise !== undefined) return otherwise.read(signal);
        throw refused(`${from} cannot be read (${code}): put one there that this user may read, or name another one`);
      }
      return readCredentialsText({ text, from, profile });
    },
  };
}

function refused(message: string): ProviderError {
  return new ProviderError('Credentials', message, { subject: 'credentials.path' });
}
