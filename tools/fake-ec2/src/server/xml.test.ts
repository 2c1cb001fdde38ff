import { describe, expect, it } from 'vitest';
import { encodeChildren, NamedList, RawXml } from './xml.ts';

describe('XML', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('is written one element to a line, lists as items, nothing for undefined', () => {
    const value = {
      a: 1,
      none: undefined,
      list: ['x', { y: true }],
      empty: [],
      named: new NamedList('id', ['z']),
      at: new Date(0),
      inner: {},
      raw: new RawXml('<r/>\n'),
    };
    expect(encodeChildren(value, 'item', 0).split('\n')).toEqual([
      '<a>1</a>',
      '<list>',
      '    <item>x</item>',
      '    <item>',
      '        <y>true</y>',
      '    </item>',
      '</list>',
      '<empty/>',
      '<named>',
      '    <id>z</id>',
      '</named>',
      '<at>1970-01-01T00:00:00.000Z</at>',
      '<inner/>',
      '<raw>',
      '<r/>',
      '</raw>',
      '',
    ]);
  });

  it('keeps what has a meaning in it as text', () => {
    expect(encodeChildren({ a: '<b attr="1">&\r\n</b>' }, 'item', 0)).toBe('<a>&lt;b attr=&quot;1&quot;&gt;&amp;&#xD;\n&lt;/b&gt;</a>\n');
  });
});
