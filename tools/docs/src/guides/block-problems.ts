import { parse as parseYaml } from 'yaml';
import { type Block, blocksOf } from './blocks.js';
import { commandProblem } from './command-problem.js';
import { fileProblem } from './file-problem.js';

/** Languages of documents that are made: `npm run docs -- --check` holds every letter of them. */
const MADE = ['usage', 'examples', 'messages'];

/** Why a document's blocks could not be held to anything, or do not hold; empty when all is well. TypeScript is compiled by tools/repo-checks. */
export function blockProblems(name: string, document: string): readonly string[] {
  const blocks = blocksOf(document);
  return blocks.flatMap((block, index) => {
    const problem = problemOf(block, blocks[index - 1], name.startsWith('docs/reference/'));
    return problem === undefined ? [] : [`${name}:${block.line} ${problem}`];
  });
}

/** Whether something of a document is run by the suite of guides. */
export function isRun(block: Block): boolean {
  return (block.language === 'sh' && !block.words.includes('parse')) || (block.language === 'ts' && block.words.includes('run'));
}

function problemOf(block: Block, before: Block | undefined, made: boolean): string | undefined {
  const { language, words, text } = block;
  switch (language) {
    case 'ts':
    case 'typescript':
      return undefined;
    case 'sh':
      return words.includes('parse') ? commandProblem(text) : undefined;
    case 'json':
    case 'yaml':
      return dataProblem(block);
    case 'ini':
      return settingsProblem(text);
    case 'text':
      return words.includes('diagram') || (before !== undefined && isRun(before))
        ? undefined
        : 'shows the output of nothing: put it behind a block that runs';
    default:
      if (made && MADE.includes(language)) return undefined;
      return language === '' ? 'says no language' : `has the language "${language}", which nothing checks`;
  }
}

function dataProblem({ language, words, text }: Block): string | undefined {
  let data: unknown;
  try {
    data = language === 'json' ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    return `is no ${language.toUpperCase()}: ${(error as Error).message.split('\n', 1)[0]}`;
  }
  return words[0] === undefined ? undefined : fileProblem(words[0], data);
}

/** LSF's files: `KEY=VALUE` lines, and sections whose first line names the columns. */
function settingsProblem(text: string): string | undefined {
  let section: string | undefined;
  for (const line of text.split('\n')) {
    const [, mark, name] = /^(Begin|End) (\w+)$/.exec(line) ?? [];
    if (mark === undefined) {
      if (section === undefined && !/^(?:\w+ ?= ?\S.*|#.*|)$/.test(line)) return `is no line of a settings file: ${line}`;
      continue;
    }
    if ((mark === 'Begin') !== (section === undefined) || (mark === 'End' && name !== section))
      return `has sections that do not pair: ${line}`;
    section = mark === 'Begin' ? name : undefined;
  }
  return section === undefined ? undefined : `does not end its section ${section}`;
}
