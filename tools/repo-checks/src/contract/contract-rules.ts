import ts from 'typescript';
import { isTest, type Tree } from '../tree.js';

const CONTRACT = 'packages/core/src/provider/';

/** Files whose operations end in a cloud: their docstrings say which call of each cloud that is. */
const CLOUD_FILES = new Set(
  ['machines', 'catalog', 'volumes', 'snapshots', 'networks', 'images', 'objects', 'identities', 'registries', 'clusters', 'telemetry'].map(
    (name) => `${CONTRACT}${name}.ts`,
  ),
);
const CLOUDS = ['AWS', 'GCP', 'Azure', 'Kubernetes'];

/** What makes the contract vague: `any`, open records, and anything a plugin author would find without a docstring. */
export function contractViolations(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([path]) => path.startsWith(CONTRACT) && path.endsWith('.ts') && !isTest(path))
    .flatMap(([path, text]) => fileViolations(path, text));
}

function fileViolations(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (node: ts.Node, message: string): void => {
    found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1} ${message}`);
  };
  const visit = (node: ts.Node): void => {
    const open = openness(node);
    if (open !== undefined) report(node, open);
    if (isExported(node) && docstring(node) === '') report(node, `export ${nameOf(node)} has no docstring`);
    if (isOperation(node)) for (const message of operationProblems(path, node)) report(node, message);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function openness(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return '`any` in the contract: name the type, or use unknown and parse it';
  if (ts.isIndexSignatureDeclaration(node)) return 'index signature in the contract: name the fields, or use a list of typed entries';
  if (ts.isMappedTypeNode(node) && node.typeParameter.constraint !== undefined && isOpenKey(node.typeParameter.constraint)) {
    return 'mapped type over all keys in the contract: name the fields, or use a list of typed entries';
  }
  if (ts.isTypeReferenceNode(node) && node.typeName.getText() === 'Record') {
    const key = node.typeArguments?.[0];
    if (key !== undefined && isOpenKey(key)) return 'open Record in the contract: name the fields, or use a list of typed entries';
  }
  return undefined;
}

function isOpenKey(key: ts.TypeNode): boolean {
  if (ts.isUnionTypeNode(key)) return key.types.some(isOpenKey);
  if (ts.isTypeReferenceNode(key)) return key.typeName.getText() === 'PropertyKey';
  return [
    ts.SyntaxKind.StringKeyword,
    ts.SyntaxKind.NumberKeyword,
    ts.SyntaxKind.SymbolKeyword,
    ts.SyntaxKind.TemplateLiteralType,
    ts.SyntaxKind.AnyKeyword,
  ].includes(key.kind);
}

type Exported = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.FunctionDeclaration | ts.ClassDeclaration | ts.VariableStatement;

/** A declared export. An overload's later signatures are told by the first. */
function isExported(node: ts.Node): node is Exported {
  const declares =
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isVariableStatement(node);
  return declares && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

function nameOf(node: Exported): string {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map((declaration) => declaration.name.getText()).join(', ');
  return node.name?.text ?? 'default';
}

type Operation = ts.MethodSignature | ts.PropertySignature;

function isOperation(node: ts.Node): node is Operation {
  if (!ts.isInterfaceDeclaration(node.parent ?? node)) return false;
  return ts.isMethodSignature(node) || (ts.isPropertySignature(node) && node.type !== undefined && ts.isFunctionTypeNode(node.type));
}

function operationProblems(path: string, node: Operation): readonly string[] {
  const name = `${(node.parent as ts.InterfaceDeclaration).name.text}.${node.name.getText()}`;
  const text = docstring(node);
  if (text === '') return [`operation ${name} has no docstring`];
  if (!CLOUD_FILES.has(path)) return [];
  const missing = CLOUDS.filter((cloud) => !new RegExp(`(?:^|[\\s.])${cloud}: \\S`, 'm').test(text));
  if (missing.length === 0) return [];
  return [`operation ${name}: its docstring lacks ${missing.map((cloud) => `\`${cloud}: ...\``).join(', ')} (the cloud's call, or none)`];
}

/** The text of the last docstring before a node, without its frame. */
function docstring(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter((comment) => ts.isJSDoc(comment));
  const text = comments.at(-1)?.getText() ?? '';
  return text
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join('\n')
    .trim();
}
