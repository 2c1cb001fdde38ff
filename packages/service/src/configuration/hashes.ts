import { fastHash } from '@hostwright/core';

/** Half of {@link fastHash}: enough to see that a variable changed, too little to find out its value by trying. */
export function shortHash(text: string): string {
  return fastHash(text).slice(0, 8);
}

/** Tells two states of a file apart. Fast for large ones, but loads a part of Node that few calls need. */
export function contentHash(text: string): number {
  return process.getBuiltinModule('node:zlib').crc32(text);
}
