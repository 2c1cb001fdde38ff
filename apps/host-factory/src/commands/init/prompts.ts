import { type CANCEL_SYMBOL, confirm, isCancel, multiselect, note, select, text } from '@clack/prompts';
import type { Terminal } from '../../cli/io.js';
import { WizardCancelled } from './wizard-cancelled.js';

/** One of several answers. */
interface Choice {
  readonly value: string;
  readonly label?: string;
  readonly hint?: string;
}

/** A question that is answered by a line of text. */
interface TextQuestion {
  readonly message: string;
  /** Taken for an empty answer, and shown. */
  readonly defaultText: string | undefined;
  /** What is wrong with an answer; it is asked for again. */
  readonly problem: (answer: string) => Promise<string | undefined> | string | undefined;
}

/** Asks a person, one question a screen. Every question rejects with {@link WizardCancelled} when the person leaves. */
export interface Prompts {
  text(question: TextQuestion): Promise<string>;
  choice(message: string, choices: readonly Choice[], initial?: string): Promise<string>;
  choices(message: string, choices: readonly Choice[], initial: readonly string[]): Promise<readonly string[]>;
  yesNo(message: string, initial: boolean): Promise<boolean>;
  /** Begins a screen that holds a text above the next question. */
  show(title: string, body: string): void;
  /** Gives the terminal back. */
  close(): void;
}

const NEW_SCREEN = '\u001b[2J\u001b[H';

/** Makes {@link Prompts} on a terminal. */
export function createPrompts({ input, output }: Terminal, title: string): Prompts {
  const leave = new AbortController();
  const abort = (): void => leave.abort();
  const onKey = (_text: string | undefined, key: { readonly ctrl?: boolean; readonly name?: string }): void => {
    if (key.ctrl === true && key.name === 'd') abort();
  };
  for (const event of ['end', 'close', 'error']) input.once(event, abort);
  input.on('keypress', onKey);
  const common = { input, output, signal: leave.signal };
  let hasScreen = false;
  const begin = (): void => {
    if (!hasScreen) output.write(`${NEW_SCREEN}${title}\n`);
    hasScreen = false;
  };
  const ask = async <Answer>(question: () => Promise<Answer | typeof CANCEL_SYMBOL>): Promise<Answer> => {
    begin();
    const answer = await question();
    if (isCancel(answer)) throw new WizardCancelled();
    return answer;
  };
  return {
    text: ({ message, defaultText, problem }) =>
      ask(() =>
        text({
          ...common,
          message,
          ...(defaultText !== undefined && { placeholder: defaultText, defaultValue: defaultText }),
          validate: (answer) => problem(answer === undefined || answer === '' ? (defaultText ?? '') : answer),
        }),
      ),
    choice: (message, choices, initial) =>
      ask(() => select({ ...common, message, options: [...choices], ...(initial !== undefined && { initialValue: initial }) })),
    choices: (message, choices, initial) =>
      ask(() => multiselect({ ...common, message, options: [...choices], initialValues: [...initial], required: true })),
    yesNo: (message, initial) => ask(() => confirm({ ...common, message, initialValue: initial })),
    show: (heading, body) => {
      begin();
      hasScreen = true;
      note(body, heading, { output, format: (line) => line });
    },
    close: () => {
      for (const event of ['end', 'close', 'error']) input.off(event, abort);
      input.off('keypress', onKey);
      input.pause();
    },
  };
}
