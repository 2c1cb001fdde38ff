/** Where the bytes of a text wait until there are enough of them to be read. */
interface XmlWindow {
  /** The next bytes of the text, cut anywhere. */
  add(bytes: Uint8Array): void;
  /** Lets what is there be read. */
  read(): void;
}

/** A text that is longer than 128 KiB, and bytes that come anew for each piece, cost the garbage collector more than all of their reading. */
const WINDOW_BYTES = 96 * 1024;

/** Code of `>`. */
const GREATER = 0x3e;

/**
 * Reads a piece of a text; a tag is never cut. Answers how much of it was read, in characters.
 * @param bytes - the piece as bytes, only until the answer, where each character is one of them
 */
type ReadPiece = (text: string, bytes: Buffer | undefined) => number;

/** Hands on a long XML text in flat pieces, each beginning where the one before it was read to. */
export function createWindow(read: ReadPiece): XmlWindow {
  let bytes = Buffer.allocUnsafe(WINDOW_BYTES);
  let filled = 0;
  const readOn = (): void => {
    // After the end of a tag no character is cut in two.
    const size = bytes.subarray(0, filled).lastIndexOf(GREATER) + 1;
    const text = bytes.toString('utf8', 0, size);
    const isPlain = text.length === size;
    const at = read(text, isPlain ? bytes : undefined);
    const leftover = isPlain ? bytes.subarray(at, filled) : Buffer.concat([Buffer.from(text.slice(at)), bytes.subarray(size, filled)]);
    makeRoom(leftover.length);
    bytes.set(leftover);
    filled = leftover.length;
  };
  const makeRoom = (size: number): void => {
    if (size <= bytes.length) return;
    const larger = Buffer.allocUnsafe(size * 2);
    larger.set(bytes.subarray(0, filled));
    bytes = larger;
  };
  return {
    add(piece) {
      if (filled > 0 && filled + piece.length > bytes.length) readOn();
      makeRoom(filled + piece.length);
      bytes.set(piece, filled);
      filled += piece.length;
    },
    read: readOn,
  };
}
