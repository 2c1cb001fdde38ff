/** Lists in statements have one of two lengths, so that few different statements are prepared. */
const SHORT = 8;
const LONG = 256;

/** Cuts a list into lists of such a length; the last is filled up by repeating its last value, which changes no result of `in (...)`. */
export function chunksForIn<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  const chunks: (readonly Value[])[] = [];
  for (let start = 0; start < values.length; start += LONG) {
    const chunk = values.slice(start, start + LONG);
    const length = chunk.length <= SHORT ? SHORT : LONG;
    const last = chunk.at(-1) as Value;
    chunks.push([...chunk, ...Array.from({ length: length - chunk.length }, () => last)]);
  }
  return chunks;
}
