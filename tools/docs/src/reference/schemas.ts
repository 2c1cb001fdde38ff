import { readdirSync, readFileSync } from 'node:fs';
import { inRepository } from '../repository.js';
import { code, madeFrom, table } from './markdown.js';

/** Folders of published schemas, with the name under which a program finds them. */
const FOLDERS = [
  { folder: 'packages/service/schemas', name: '@hostwright/service/schemas', title: 'Files' },
  { folder: 'packages/host-factory-protocol/schemas', name: '@hostwright/host-factory-protocol/schemas', title: "Host Factory's calls" },
];

/** docs/reference/schemas.md. */
export function schemaReference(): string {
  return [
    madeFrom('the published JSON Schemas'),
    '# JSON Schemas\n',
    'For editors, and for programs that read or write the same files. Each is held to the program by a test: what the one accepts, the\nother accepts.\n',
    ...FOLDERS.flatMap(({ folder, name, title }) => [
      `## ${title}\n`,
      `${table(
        ['Schema', 'What it describes', 'In the package'],
        filesOf(folder).map((file) => row(folder, name, file)),
      )}\n`,
    ]),
  ].join('\n');
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(inRepository(folder))
    .filter((file) => file.endsWith('.json'))
    .toSorted();
}

function row(folder: string, name: string, file: string): readonly string[] {
  const schema = JSON.parse(readFileSync(inRepository(`${folder}/${file}`), 'utf8')) as { title?: string; description?: string };
  const what = schema.description ?? schema.title ?? '';
  return [`[${file.replace(/\.json$/, '')}](../../${folder}/${file})`, what, code(`${name}/${file}`)];
}
