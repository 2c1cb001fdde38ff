import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT, type Tree } from '../tree.js';

/** One TypeScript block of a document. */
interface CodeBlock {
  readonly document: string;
  /** Line of the document on which its code starts, counted from 1. */
  readonly line: number;
  readonly code: string;
}

/** Imports of a block resolve as if it were a source of this package, which depends on every library of ours. */
const HOME = join(ROOT, 'tools/repo-checks/src');

/** Its blocks that name a file are parts of one plugin: packages/create-provider holds them to its template, and compiles that. */
const GUIDE_OF_A_PLUGIN = 'docs/writing-a-provider.md';

/** TypeScript blocks of README.md files and of docs/ that do not compile, against the sources of our packages. */
export function blocksThatDoNotCompile(tree: Tree): readonly string[] {
  const blocks = new Map(codeBlocks(tree).map((block, index) => [join(HOME, `block-${index}.ts`), block]));
  if (blocks.size === 0) return [];
  const program = ts.createProgram({ rootNames: [...blocks.keys()], options: compilerOptions(), host: hostOf(blocks) });
  return [...blocks].flatMap(([file, block]) => {
    const source = program.getSourceFile(file);
    if (source === undefined) return [`${block.document}:${block.line} could not be read`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const offset = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line;
      return `${block.document}:${block.line + offset} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
    });
  });
}

/** Every block fenced as `ts` or `typescript`. */
export function codeBlocks(tree: Tree): readonly CodeBlock[] {
  return [...tree].flatMap(([document, text]) => {
    if (!/^(?:docs\/.*\.md|(?:.*\/)?README\.md)$/.test(document)) return [];
    return [...text.matchAll(/^([ \t]*)```(?:ts|typescript)\b([^\n]*)\n([\s\S]*?)^\1```/gm)]
      .filter(([, , info = '']) => document !== GUIDE_OF_A_PLUGIN || !info.trim().endsWith('.ts'))
      .map((match) => ({
        document,
        line: text.slice(0, match.index).split('\n').length + 1,
        code: match[3] ?? '',
      }));
  });
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.parseConfigFileTextToJson('tsconfig.base.json', readFileSync(join(ROOT, 'tsconfig.base.json'), 'utf8')) as {
    config: { compilerOptions: object };
  };
  const parsed = ts.convertCompilerOptionsFromJson(config.compilerOptions, HOME);
  return { ...parsed.options, noUnusedLocals: false, noUnusedParameters: false, moduleDetection: ts.ModuleDetectionKind.Force };
}

function hostOf(blocks: ReadonlyMap<string, CodeBlock>): ts.CompilerHost {
  const host = ts.createCompilerHost(compilerOptions());
  return {
    ...host,
    fileExists: (file) => blocks.has(file) || host.fileExists(file),
    readFile: (file) => blocks.get(file)?.code ?? host.readFile(file),
    getSourceFile: (file, options) => {
      const block = blocks.get(file);
      return block === undefined ? host.getSourceFile(file, options) : ts.createSourceFile(file, block.code, options);
    },
  };
}
