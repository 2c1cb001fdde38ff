import { Writable } from 'node:stream';

// eslint-disable-next-line no-control-regex -- the beginning of every control sequence
const COLOR = /\u001b\[[\d;]*m/g;

/** The same terminal without colours, for people who said so. */
export function plainOutput(output: Writable & { readonly columns?: number; readonly rows?: number }): Writable {
  const plain = new Writable({
    decodeStrings: false,
    write: (text: string | Buffer, _encoding, done) => void output.write(String(text).replaceAll(COLOR, ''), () => done()),
  });
  return Object.defineProperties(plain, {
    columns: { get: () => output.columns ?? 80 },
    rows: { get: () => output.rows ?? 24 },
  });
}
