import { describe, expect, it } from 'vitest';
import type { Command } from 'commander';
import { EXIT } from '../../src/exit-codes.js';
import { runCommand } from '../../src/testing/command-line.js';
import { type KnownCommand, visibleCommands } from '../../src/testing/every-command.js';

const COMMANDS = visibleCommands();

/** The name with its first, its middle or its last letter mistyped. */
function mistyped(name: string): readonly string[] {
  const first = name.startsWith('--') ? 2 : 0;
  const places = new Set([first, Math.floor((first + name.length) / 2), name.length - 1]);
  return [...places].map((place) => `${name.slice(0, place)}${name[place] === 'x' ? 'k' : 'x'}${name.slice(place + 1)}`);
}

function childrenOf(command: Command): readonly string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((child) => child.name());
}

/** The long flags that a command takes, those of the whole program with them. */
function flagsOf(command: Command): readonly string[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].map(({ long }) => long ?? '');
}

/** What a command cannot do without, so that nothing else is missing. */
function needed({ words, command }: KnownCommand): readonly string[] {
  const mandatory = command.options.filter((option) => option.mandatory);
  return [...words, ...mandatory.flatMap(({ long, argChoices }) => [long ?? '', argChoices?.[0] ?? 'x'])];
}

/** A command line with one word mistyped, and what its refusal must say. */
interface Mistake {
  readonly words: readonly string[];
  readonly meant: string;
}

/** What the program says instead, of those mistakes that it does not answer as it should. */
async function unanswered(mistakes: readonly Mistake[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { words, meant } of mistakes) {
    const { code, out, err } = await runCommand(words);
    const isAnswered = code === EXIT.usage && out === '' && err.trimEnd().split('\n').length === 1 && err.includes(meant);
    if (!isAnswered) wrong.push(`${words.join(' ')}: ${code} ${out}${err}`);
  }
  return wrong;
}

function mistakesIn(known: readonly string[], name: string, toMistake: (word: string) => Mistake): readonly Mistake[] {
  return mistyped(name)
    .filter((word) => !known.includes(word))
    .map(toMistake);
}

describe('a mistyped word', { tags: ['cli.suggestions', 'real'] }, () => {
  const groups = COMMANDS.filter(({ command }) => command.commands.length > 0);

  it.each(groups)('after "$words" gets the nearest command', async ({ words, command }) => {
    const names = childrenOf(command);
    const mistakes = names.flatMap((name) =>
      mistakesIn(names, name, (word) => ({ words: [...words, word], meant: `did you mean "${name}"?` })),
    );
    expect(await unanswered(mistakes)).toEqual([]);
  });

  it.each(COMMANDS)('among the options of "$words" gets the nearest option', async (known) => {
    const flags = flagsOf(known.command);
    const mistakes = flags.flatMap((flag) => {
      const isNeeded = known.command.options.some(({ long, mandatory }) => long === flag && mandatory);
      const [words, meant] = isNeeded ? [known.words, `The option ${flag} `] : [needed(known), `did you mean "${flag}"?`];
      return mistakesIn(flags, flag, (word) => ({ words: [...words, word], meant }));
    });
    expect(await unanswered(mistakes)).toEqual([]);
  });

  it.each(COMMANDS)('among the values of "$words" gets the nearest value', async (known) => {
    const { options, registeredArguments } = known.command;
    const ofOptions = options.flatMap(({ long, argChoices = [] }) =>
      argChoices.flatMap((choice) =>
        mistakesIn(argChoices, choice, (word) => ({ words: [...known.words, `${long}=${word}`], meant: `did you mean "${choice}"?` })),
      ),
    );
    const choices = registeredArguments[0]?.argChoices ?? [];
    const ofArguments = choices.flatMap((choice) =>
      mistakesIn(choices, choice, (word) => ({ words: [...needed(known), word], meant: `did you mean "${choice}"?` })),
    );
    expect(await unanswered([...ofOptions, ...ofArguments])).toEqual([]);
  });

  it.each(COMMANDS)('that is like nothing that "$words" knows is refused without a guess', async (known) => {
    const { code, err } = await runCommand([...needed(known), '--quite-different-from-anything']);
    expect([code, err]).toEqual([
      EXIT.usage,
      expect.stringMatching(
        /^host-factory: There is no option "--quite-different-from-anything" here\. See ".*--help"\. \[usage-unknown-option\]\n$/,
      ),
    ]);
  });
});
