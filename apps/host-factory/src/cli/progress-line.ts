/** One line at the end of a terminal that is written over. */
export interface ProgressLine {
  show(text: string): void;
  /** Takes it away, so that something lasting can be written. */
  clear(): void;
}

/** The part of a terminal's stream that is used here. */
interface TerminalStream {
  readonly columns?: number;
  write(text: string): unknown;
}

const ERASE_LINE = '\r\u001b[2K';
const DEFAULT_COLUMNS = 80;

/** Shows progress on a stream, or nothing at all where that stream is no terminal for people. */
export function progressLine(stream: TerminalStream, isShown: boolean): ProgressLine {
  let shown = '';
  const clear = (): void => {
    if (shown !== '') stream.write(ERASE_LINE);
    shown = '';
  };
  const show = (text: string): void => {
    const line = text.slice(0, (stream.columns ?? DEFAULT_COLUMNS) - 1);
    if (!isShown || line === shown) return;
    stream.write(`${ERASE_LINE}${line}`);
    shown = line;
  };
  return { show, clear };
}
