import ts from 'typescript';
import { isTest, productSources, type Tree } from './tree.js';

const MAX_LINES = 400;
const PLUGIN_DEFINITION = /^plugins\/[^/]+\/src\/index\.ts$/;

/** Rules of form: an index re-exports by name, nothing is a default export but a plugin's definition, files stay short. */
export function sourceShapeViolations(tree: Tree): readonly string[] {
  return [...productSources(tree).flatMap(([path, text]) => formProblems(path, text)), ...longFiles(tree)];
}

function formProblems(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    const message = exportProblem(statement, path) ?? indexProblem(statement, path);
    if (message === undefined) return [];
    return [`${path}:${source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1} ${message}`];
  });
}

function exportProblem(statement: ts.Statement, path: string): string | undefined {
  if (ts.isExportDeclaration(statement) && (statement.exportClause === undefined || ts.isNamespaceExport(statement.exportClause))) {
    return 'export *: name what is exported';
  }
  if (isDefaultExport(statement) && !PLUGIN_DEFINITION.test(path))
    return 'default export: only plugins/*/src/index.ts has one; export a name';
  return undefined;
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)) {
    return statement.exportClause.elements.some((element) => element.name.text === 'default');
  }
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}

function indexProblem(statement: ts.Statement, path: string): string | undefined {
  if (!path.endsWith('/index.ts') || isTest(path)) return undefined;
  if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined) return undefined;
  const definition = ts.isImportDeclaration(statement) || ts.isExportAssignment(statement);
  if (definition && PLUGIN_DEFINITION.test(path)) return undefined;
  return 'index.ts only re-exports by name: move this to a file of its own';
}

function longFiles(tree: Tree): readonly string[] {
  return [...tree].flatMap(([path, text]) => {
    if (!/^(?:packages|plugins|apps|tools|benchmarks)\/.*\.(?:[cm]?ts|tsx|mjs)$/.test(path) || isTest(path)) return [];
    const lines = text.replace(/\n$/, '').split('\n').length;
    return lines > MAX_LINES ? [`${path} has ${lines} lines, more than ${MAX_LINES}: one concept per file`] : [];
  });
}
