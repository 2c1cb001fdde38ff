/** Which part of the product an error comes from. */
export type ErrorArea = 'command line' | 'configuration' | 'store' | 'engine' | 'cloud' | 'input of a call' | 'exit code';

/** One error that can be told, or one exit code: why it comes, and what to do. */
export interface ErrorEntry {
  /** Lower-case words with hyphens; printed behind the message. Of an exit code: `exit-4`. */
  readonly code: string;
  readonly area: ErrorArea;
  /** Other words by which it is found: the class or kind in the code, the name of an exit code. */
  readonly names: readonly string[];
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  /** As it is printed. */
  readonly example: string;
  /** What a command for people ends with. */
  readonly exitCode: number;
  /** The command that mends it or shows more; undefined where none does. */
  readonly mends: string | undefined;
}

/** What a table says about one error; the rest follows from the table it stands in. */
export interface ErrorText {
  readonly title: string;
  /** What happened, and why. */
  readonly cause: string;
  /** What to do. */
  readonly remedy: string;
  /** A message, without the program's name before and the code behind it. */
  readonly example: string;
  /** A command line, such as `host-factory doctor`. */
  readonly mends?: string;
}
