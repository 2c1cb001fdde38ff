import { isSecretName } from '../agent/log/line-logger.js';

/** Lines of a text that belong to a key whose name promises a secret, the key's own line first. */
export interface SecretBlock {
  readonly from: number;
  /** One after the last. */
  readonly to: number;
}

const TAB_WIDTH = 8;
const HEAD = /^([ \t]*(?:-[ \t]+)*)["']?([\w$.-]{1,64})["']?[ \t]*:/;
/** What ends a block where it stands no deeper: another key, an entry of a list, or a closing bracket. */
const NEXT = /^\s*(?:-(?:\s|$)|["']?[\w$.-]{1,64}["']?[ \t]*:(?:\s|$)|[\]}])/;

/** Finds such lines by their indentation alone, as a text shows them that no parser takes. Rather too many than too few. */
export function secretBlocks(lines: readonly string[]): readonly SecretBlock[] {
  const blocks: SecretBlock[] = [];
  for (let from = 0; from < lines.length; from += 1) {
    const [, before = '', key = ''] = HEAD.exec(lines[from] ?? '') ?? [];
    if (!isSecretName(key)) continue;
    const column = widthOf(before);
    let to = from + 1;
    while (to < lines.length && belongs(lines[to] ?? '', column)) to += 1;
    blocks.push({ from, to });
    from = to - 1;
  }
  return blocks;
}

function belongs(line: string, column: number): boolean {
  return line.trim() === '' || widthOf(/^\s*/.exec(line)?.[0] ?? '') > column || !NEXT.test(line);
}

function widthOf(before: string): number {
  return before.replaceAll('\t', ' '.repeat(TAB_WIDTH)).length;
}
