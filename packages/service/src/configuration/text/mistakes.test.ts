import { parseDocument as parseYamlDirectly } from 'yaml';
import { describe, expect, it } from 'vitest';
import { isConfigurationError } from '../fault.js';
import { parseDocument } from '../read/parse-document.js';

function refusal(file: string, text: string): string {
  try {
    parseDocument(file, text);
  } catch (error) {
    if (isConfigurationError(error)) return error.message;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a mistake in YAML', { tags: ['configuration.plain-mistakes', 'real'] }, () => {
  it.each([
    [
      'a tab before a list',
      'version: 1\nconnections:\n\t- name: a\n',
      /^f\.yaml:3:1: A tab stands where only spaces may indent\. Replace it/,
    ],
    ['a tab behind spaces', 'log:\n  \tlevel: info\n', /^f\.yaml:2:3: A tab stands/],
    ['a tab among keys', 'connections:\n  - name: a\n\tprovider: b\n', /^f\.yaml:3:1: A tab stands/],
    ['a tab in brackets', 'a: [\n\t{name: a}]\n', /^f\.yaml:2:1: A tab stands/],
    ['a second colon', 'a: b: c\n', /^f\.yaml:1:4: A second ": " on one line/],
    [
      'a line too far to the right',
      'version: 1\n connections: x\n',
      /^f\.yaml:1:10: A second ": " on one line, or a line that is indented more/,
    ],
    ['a quote that stays open', 'a: "x\nb: 1\n', /^f\.yaml:\d:\d: Something is missing: a closing quote/],
    ['a bracket that stays open', 'a: [1, 2\n', /^f\.yaml:2:1: (?:Something is missing|The indentation does not suit)/],
    [
      'a reserved beginning',
      'a: @x\n',
      /^f\.yaml:1:4: A value begins with a character that has a meaning of its own\. Put the value in quotes/,
    ],
    ['a backslash', 'a: "\\q"\n', /^f\.yaml:1:5: In double quotes, a backslash/],
    ['an alias of nothing', 'b: 1\na: *x\n', /^f\.yaml:2:4: An alias \(\*name\) stands for nothing/],
    ['a variable without quotes in braces', 'a: {b: ${X}, c: 1}\n', /^f\.yaml:1:\d+: .* Between brackets, "\$\{NAME\}" needs quotes\./],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', /^f\.yaml:3:1: This key stands twice in one object/],
    ['two keys twice', 'a: 1\na: 2\nb: 1\nb: 2\n', /^f\.yaml:2:1: .* f\.yaml:4:1: This key/],
  ])('is told with its place and what to do: %s', (_what, text, message) => {
    const told = refusal('f.yaml', text);
    expect(told).toMatch(message);
    for (const error of parseYamlDirectly(text, { prettyErrors: false }).errors) expect(told).not.toContain(error.message);
  });

  it('takes a tab where it is harmless', () => {
    expect(parseDocument('f.yaml', 'a:\tb\nc: "\tx"\nd: |\n  \tx\n').value).toEqual({ a: 'b', c: '\tx', d: '\tx\n' });
  });
});

describe('a mistake in JSON', { tags: ['configuration.plain-mistakes', 'real'] }, () => {
  it.each([
    ['a comma too many', '{"a": 1,}', 'f.json:1:9: From here on it is not JSON: a quote'],
    ['a comma too many in a list', '{\n"a": [1,]}', 'f.json:2:9: From here on it is not JSON: a quote'],
    ['a word', '{"a": nul}', 'f.json:1:10: From here on it is not JSON: a quote'],
    ['an end too early', '{"a":\n [1, 2\n', 'f.json:2:7: From here on it is not JSON: the text ends too early'],
  ])('is told with its place: %s', (_what, text, message) => {
    expect(refusal('f.json', text)).toContain(message);
  });
});
