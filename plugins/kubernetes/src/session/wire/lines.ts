/** One event takes a few KiB; an object at most 1.5 MiB in etcd. */
const MAX_LINE = 67_108_864;

/** Takes a stream of text apart at line ends; what comes after the last one is an incomplete line, and is left out. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let parts: string[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      const line = parts.length === 0 ? chunk.slice(start, end) : [...parts, chunk.slice(start, end)].join('');
      parts = [];
      held = 0;
      start = end + 1;
      if (line.trim() !== '') yield line;
    }
    if (start === chunk.length) continue;
    parts.push(chunk.slice(start));
    held += chunk.length - start;
    if (held > MAX_LINE) throw new Error(`a line is longer than ${MAX_LINE} characters`);
  }
}
