import ts from 'typescript';
import { isTest, productSources, type Tree } from './tree.js';

/** Places where product code starts a process through a shell: `shell: true`, or exec and execSync of node:child_process. */
export function shellUses(tree: Tree): readonly string[] {
  return productSources(tree).flatMap(([path, text]) => {
    if (isTest(path) || !text.includes('child_process')) return [];
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const report = (node: ts.Node, what: string): void => {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push(`${path}:${line} ${what} goes through a shell: use spawn or execFile of node:child_process with a list of arguments`);
    };
    const namespaces = childProcessNamespaces(source);
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'shell' && node.initializer.kind !== ts.SyntaxKind.FalseKeyword) {
        report(node, node.getText(source));
      } else if (
        ts.isImportSpecifier(node) &&
        isChildProcess(node.parent.parent.parent) &&
        isShellCall((node.propertyName ?? node.name).text)
      ) {
        report(node, (node.propertyName ?? node.name).text);
      } else if (ts.isPropertyAccessExpression(node) && isShellCall(node.name.text) && namespaces.has(node.expression.getText(source))) {
        report(node, node.name.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function isShellCall(name: string): boolean {
  return name === 'exec' || name === 'execSync';
}

function isChildProcess(node: ts.Node): boolean {
  return (
    ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && /^(?:node:)?child_process$/.test(node.moduleSpecifier.text)
  );
}

/** Local names of whole-module imports: `import cp from`, `import * as cp from`. */
function childProcessNamespaces(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !isChildProcess(statement)) continue;
    const clause = statement.importClause;
    if (clause?.name !== undefined) names.add(clause.name.text);
    if (clause?.namedBindings !== undefined && ts.isNamespaceImport(clause.namedBindings)) names.add(clause.namedBindings.name.text);
  }
  return names;
}
