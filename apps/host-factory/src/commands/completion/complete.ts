import type { Argument, Command, Option } from 'commander';
import { type Candidate, type Completion, NOTHING } from './candidate.js';
import { optionsOf, type Place, readWords, subcommandsOf } from './read-words.js';
import { type Known, sourceOf } from './value-sources.js';

/**
 * Finds what fits at the end of a command line.
 *
 * @param words - after the program's name; the last one is being written, and may be empty
 * @param knownTo - what is known to the deployment that `--config` names
 */
export async function complete(
  root: Command,
  words: readonly string[],
  knownTo: (config: string | undefined) => Known,
): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const place = readWords(root, words.slice(0, -1));
  const known = knownTo(place.config);
  if (place.awaits !== undefined) return valuesOf(place.awaits, { known, current });
  if (place.operandsOnly || !current.startsWith('-')) return operandsAt(place, { known, current });
  if (current.includes('=')) return valueBehindEquals(place, { known, current });
  return fitting(optionsAt(place), current);
}

interface Wish {
  readonly known: Known;
  /** What is written of the word already. */
  readonly current: string;
}

async function valueBehindEquals({ command }: Place, { known, current }: Wish): Promise<Completion> {
  const [flag = '', ...rest] = current.split('=');
  const option = optionsOf(command).find(({ long }) => long === flag);
  if (option === undefined) return NOTHING;
  const completion = await valuesOf(option, { known, current: rest.join('=') });
  if (completion.kind !== 'words') return completion;
  return { kind: 'words', candidates: completion.candidates.map((candidate) => ({ ...candidate, value: `${flag}=${candidate.value}` })) };
}

/** Names of commands, and values of the next argument. */
async function operandsAt({ command, operands, asksForHelp, operandsOnly }: Place, wish: Wish): Promise<Completion> {
  const names = operands.length === 0 && !operandsOnly ? subcommandsOf(command) : [];
  const commands = names.map((child) => ({ value: child.name(), meaning: child.description() }));
  if (asksForHelp) return fitting(commands, wish.current);
  const argument = argumentAt(command, operands.length);
  const values = argument === undefined ? NOTHING : await valuesOf(argument, wish);
  if (values.kind !== 'words' || commands.length === 0) return withoutGiven(values, operands);
  return { kind: 'words', candidates: [...fittingCandidates(commands, wish.current), ...values.candidates] };
}

/** The last argument may take any number of words. */
function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}

/** Nobody names the same machine twice. */
function withoutGiven(completion: Completion, operands: readonly string[]): Completion {
  if (completion.kind !== 'words') return completion;
  return { kind: 'words', candidates: completion.candidates.filter(({ value }) => !operands.includes(value)) };
}

function optionsAt({ command, given }: Place): readonly Candidate[] {
  return optionsOf(command)
    .filter((option) => !given.has(option.long ?? '') || isRepeatable(option))
    .flatMap(({ long, short, description }) =>
      [long, short].flatMap((value) => (value === undefined ? [] : [{ value, meaning: description }])),
    );
}

function isRepeatable({ variadic, defaultValue }: Option): boolean {
  return variadic || Array.isArray(defaultValue);
}

async function valuesOf(place: Option | Argument, { known, current }: Wish): Promise<Completion> {
  const source = sourceOf(place) ?? 'free';
  if (source === 'free') return NOTHING;
  if (typeof source === 'string') return { kind: source };
  return fitting(await source(known), current);
}

function fitting(candidates: readonly Candidate[], current: string): Completion {
  return { kind: 'words', candidates: fittingCandidates(candidates, current) };
}

function fittingCandidates(candidates: readonly Candidate[], current: string): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(current));
}
