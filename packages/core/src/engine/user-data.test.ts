import { execFileSync } from 'node:child_process';
import { assert, property, string as anyString } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExportable, withEnvironment } from './user-data.js';

const PAIRS = [
  { key: 'rc_account', value: 'default' },
  { key: 'quote', value: "it's $HOME" },
];
const LINES = String.raw`export rc_account='default'
export quote='it'\''s $HOME'`;

describe('withEnvironment', () => {
  it.each([
    ['nothing to a script that stands alone', '#!/bin/sh\ntrue\n', [], '#!/bin/sh\ntrue\n'],
    ['a script where there is none', undefined, PAIRS, `#!/bin/sh\n${LINES}\n`],
    ['its lines after the interpreter', '#!/bin/bash\ntrue\n', PAIRS, `#!/bin/bash\n${LINES}\ntrue\n`],
    ['its lines after an interpreter that stands alone', '#!/bin/bash', PAIRS, `#!/bin/bash\n${LINES}\n`],
    ['its lines before commands without interpreter', 'true', PAIRS, `${LINES}\ntrue`],
    ['its lines at the marker', '#!/bin/sh\nset -e\n%EXPORT_USER_DATA%\ntrue', PAIRS, `#!/bin/sh\nset -e\n${LINES}\ntrue`],
    ['nothing at the marker when there is nothing', 'a\n%EXPORT_USER_DATA%\nb', [], 'a\n\nb'],
    [
      'the indentation of the marker',
      '#cloud-config\n  %EXPORT_USER_DATA%\n',
      [PAIRS[0]!, PAIRS[0]!],
      "#cloud-config\n  export rc_account='default'\n  export rc_account='default'\n",
    ],
    ['nothing to a document that no shell reads', '#cloud-config\npackages: []\n', PAIRS, '#cloud-config\npackages: []\n'],
    ['nothing to PowerShell', '<powershell>x</powershell>', PAIRS, '<powershell>x</powershell>'],
  ])('adds %s', (_case, userData, pairs, expected) => {
    expect(withEnvironment(userData, pairs)).toBe(expected);
  });

  it('is read back by a shell as it was given', { tags: ['engine.requests.user-data', 'real'] }, () => {
    const text = anyString({ unit: 'binary', maxLength: 40 }).filter(
      (value) => !value.includes('\0') && !value.endsWith('\n') && value.isWellFormed(),
    );
    const rule = property(text, (value) => {
      const script = `${withEnvironment(undefined, [{ key: 'value', value }])}printf %s "$value"`;
      expect(execFileSync('/bin/sh', { input: script, env: {} }).toString()).toBe(value);
    });
    assert(rule, { numRuns: 25 });
  });

  it.each([
    [{ key: 'a_B1', value: "any'thing\n" }, true],
    [{ key: 'a;reboot', value: '' }, false],
    [{ key: '1a', value: '' }, false],
    [{ key: '', value: '' }, false],
    [{ key: 'a', value: '\0' }, false],
  ])('%j can be exported: %s', (pair, exportable) => {
    expect(isExportable(pair)).toBe(exportable);
  });
});
