import { describe, expect, it } from 'vitest';
import { blockProblems } from './block-problems.js';
import { readDocuments } from './documents.js';

describe('every block of every document', { tags: ['documents.blocks', 'real'] }, () => {
  it.each(readDocuments())('is held to something: $name', ({ name, text }) => {
    expect(blockProblems(name, text)).toEqual([]);
  });
});

describe('a block', { tags: ['documents.blocks', 'real'] }, () => {
  it.each([
    ['says no language', '```\nx\n```'],
    ['has the language "python", which nothing checks', '```python\nx\n```'],
    ['has the language "usage", which nothing checks', '```usage\nx\n```'],
    ['shows the output of nothing', '```text\nx\n```'],
    ['shows the output of nothing', '```sh parse\nls\n```\n\n```text\nx\n```'],
    ['is no JSON', '```json\n{\n```'],
    ['is no YAML', '```yaml\na: [\n```'],
    ["must have required property 'version'", '```yaml hostwright.yaml\nconnections: []\n```'],
    ['must have required property', '```json templates.json\n{ "templates": [{}] }\n```'],
    ['must be', '```json requestMachines.input\n{ "template": 7 }\n```'],
    ['is no line of a settings file', '```ini lsf.conf\nLSB_RC\n```'],
    ['has sections that do not pair', '```ini lsf.shared\nBegin Resource\nEnd Host\n```'],
    ['does not end its section', '```ini lsf.shared\nBegin Resource\n```'],
    ['there is no command "machine"', '```sh parse\nhost-factory machine list\n```'],
    ['list has no option --al', '```sh parse\nhost-factory machines list --al\n```'],
    ['nothing is known about "curl"', '```sh parse\ncurl x\n```'],
    ['there is no npm script "tset"', '```sh parse\nnpm run build && npm run tset   # all\n```'],
  ])('is refused when it %s', (problem, text) => {
    expect(blockProblems('docs/a.md', `# A\n\n${text}\n`)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    '```ts\nx\n```',
    '```sh\nanything\n```\n\n```text\nx\n```',
    '```text diagram\n+--+\n```',
    '```sh parse\nhost-factory machines list --output json   # what runs\nnpm run demo\nbadmin mbdrestart\n```',
    '```json templates.json\n{ "templates": [{ "templateId": "a", "maxNumber": 1, "machineType": "mock.small" }] }\n```',
    '```ini lsf.conf\nLSB_RC_QUERY_INTERVAL=30\nBegin Resource\nNAME  TYPE\nEnd Resource\n```',
    '```json hostProviders.json\n{ "version": 2 }\n```',
  ])('is accepted: %s', (text) => {
    expect(blockProblems('docs/a.md', text)).toEqual([]);
  });
});
