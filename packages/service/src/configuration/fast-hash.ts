const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const SECOND_OFFSET = 0x9e3779b9;

/** Tells texts apart, not against an attacker: two runs of FNV-1a over UTF-16 units, 16 hexadecimal digits. */
export function fastHash(text: string): string {
  return hex(run(text, FNV_OFFSET)) + hex(run(text, SECOND_OFFSET));
}

/**
 * Half of {@link fastHash}: enough to see that a variable changed, too little to find out its value by trying. For short texts:
 * `node:crypto` would cost each Host Factory call a tenth of its start-up time.
 */
export function shortHash(text: string): string {
  return hex(run(text, FNV_OFFSET));
}

/** Tells two states of a file apart. Fast for large ones, but loads a part of Node that few calls need. */
export function contentHash(text: string): number {
  return process.getBuiltinModule('node:zlib').crc32(text);
}

function run(text: string, offset: number): number {
  let hash = offset;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  return hash >>> 0;
}

function hex(hash: number): string {
  return hash.toString(16).padStart(8, '0');
}
