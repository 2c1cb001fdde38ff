import { type Command, Help, type Option } from 'commander';

/** Where a command line stands after the words that are complete. */
export interface Place {
  readonly command: Command;
  /** Words that are no options and no names of commands. */
  readonly operands: readonly string[];
  /** The option whose value comes next. */
  readonly awaits: Option | undefined;
  /** After `--`: no more options. */
  readonly operandsOnly: boolean;
  /** After `help`: only names of commands. */
  readonly asksForHelp: boolean;
  /** Long names of the options so far. */
  readonly given: ReadonlySet<string>;
  /** Value of `--config`, where it was given. */
  readonly config: string | undefined;
}

const HELP = new Help();

/** Reads the complete words of a command line as commander would, as far as they can be understood. */
export function readWords(root: Command, words: readonly string[]): Place {
  return words.reduce<Place>(readWord, {
    command: root,
    operands: [],
    awaits: undefined,
    operandsOnly: false,
    asksForHelp: false,
    given: new Set(),
    config: undefined,
  });
}

function readWord(place: Place, word: string): Place {
  if (place.awaits !== undefined) return { ...withValue(place, place.awaits, word), awaits: undefined };
  if (place.operandsOnly) return { ...place, operands: [...place.operands, word] };
  if (word === '--') return { ...place, operandsOnly: true };
  if (word.startsWith('-') && word.length > 1) return readOption(place, word);
  const command = place.operands.length === 0 ? subcommandOf(place.command, word) : undefined;
  if (command !== undefined) return { ...place, command };
  if (word === 'help' && place.command.commands.length > 0) return { ...place, asksForHelp: true };
  return { ...place, operands: [...place.operands, word] };
}

function readOption(place: Place, word: string): Place {
  const [flag = '', ...rest] = word.split('=');
  const option = optionsOf(place.command).find(({ long, short }) => flag === long || flag === short);
  if (option === undefined) return place;
  const noted = { ...place, given: new Set([...place.given, option.long ?? flag]) };
  if (rest.length > 0) return withValue(noted, option, rest.join('='));
  return option.required ? { ...noted, awaits: option } : noted;
}

function withValue(place: Place, { long }: Option, value: string): Place {
  return long === '--config' ? { ...place, config: value } : place;
}

function subcommandOf(command: Command, word: string): Command | undefined {
  return command.commands.find((child) => child.name() === word || child.aliases().includes(word));
}

/** The visible options of a command and of those above it. */
export function optionsOf(command: Command): readonly Option[] {
  const own = HELP.visibleOptions(command);
  return command.parent === null
    ? own
    : [...own, ...optionsOf(command.parent).filter(({ long }) => own.every((option) => option.long !== long))];
}

/** The visible subcommands of a command. */
export function subcommandsOf(command: Command): readonly Command[] {
  return HELP.visibleCommands(command);
}
