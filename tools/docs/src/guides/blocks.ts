/** One fenced block of a document. */
export interface Block {
  /** The first word behind the fence; empty where there is none. */
  readonly language: string;
  /** The words behind it: a file's name, `exit=N`, `run`, ... */
  readonly words: readonly string[];
  readonly text: string;
  /** Line of the document on which its text starts, counted from 1. */
  readonly line: number;
}

/** Every fenced block of a document, in order. */
export function blocksOf(document: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { mark: string; indent: string; info: readonly string[]; line: number; lines: string[] } | undefined;
  for (const [index, line] of document.split('\n').entries()) {
    const [, indent = '', mark = '', info = ''] = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (mark !== '') open = { mark, indent, info: info.trim().split(/\s+/), line: index + 2, lines: [] };
    } else if (mark.startsWith(open.mark) && info.trim() === '') {
      const [language = '', ...words] = open.info;
      blocks.push({ language, words, text: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    }
  }
  return blocks;
}

/** The value of `exit=11` among the words of a block. */
export function exitCodeOf({ words }: Block): number {
  const word = words.find((one) => one.startsWith('exit='));
  return word === undefined ? 0 : Number(word.slice('exit='.length));
}
