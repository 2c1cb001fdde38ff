import { describe, expect, it } from 'vitest';
import { at, element, every, formatXml, parseXml, textAt } from './xml.js';

const REPLY = `<?xml version="1.0" encoding="utf-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <reservationSet><item><instancesSet>
    <item><instanceId>i-1</instanceId><tagSet><item><key>a</key><value>x &lt; &amp; &#233;</value></item></tagSet></item>
    <item><instanceId>i-2</instanceId><tagSet/></item>
  </instancesSet></item></reservationSet>
</DescribeInstancesResponse>`;

describe('XML of AWS', () => {
  it('is read into elements', () => {
    const reply = parseXml(REPLY);
    expect(every(reply, 'instanceId').map(({ text }) => text)).toEqual(['i-1', 'i-2']);
    expect(textAt(every(reply, 'tagSet')[0], 'item', 'value')).toBe('x < & é');
    expect(at(reply, 'reservationSet', 'nothing', 'more')).toBeUndefined();
  });

  it('is the same after it was written and read again', () => {
    const reply = parseXml(REPLY);
    const text = formatXml(reply);
    expect(text).toContain('<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">');
    expect(formatXml(parseXml(text))).toBe(text);
    expect(formatXml(element('a', [element('b', '1 < 2')]))).toBe('<a><b>1 &lt; 2</b></a>');
  });

  it('is refused when it is not whole', () => {
    for (const text of ['', 'text', '<a><b></a>', '<a>', '</a>']) expect(() => parseXml(text)).toThrow(Error);
  });
});
