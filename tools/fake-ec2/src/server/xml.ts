/** What can be written as XML: undefined is left out, a list becomes repeated items. */
export type XmlValue = string | number | boolean | Date | RawXml | NamedList | undefined | readonly XmlValue[] | XmlObject;
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

/** Text that is XML already. */
export class RawXml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A list whose items have a name of their own, as a few of EC2's have. */
export class NamedList {
  readonly itemName: string;
  readonly items: readonly XmlValue[];

  constructor(itemName: string, items: readonly XmlValue[]) {
    this.itemName = itemName;
    this.items = items;
  }
}

const INDENT = '    ';

/** Writes the children of an element, one to a line as EC2 does. */
export function encodeChildren(value: XmlObject, itemName: string, depth: number): string {
  let text = '';
  for (const [name, child] of Object.entries(value)) text += encodeElement(name, child, itemName, depth);
  return text;
}

/** Writes one element with its line break; nothing for undefined. */
export function encodeElement(name: string, value: XmlValue, itemName: string, depth: number): string {
  if (value === undefined) return '';
  const pad = INDENT.repeat(depth);
  if (value instanceof RawXml) return `${pad}<${name}>\n${value.text}${pad}</${name}>\n`;
  if (value instanceof NamedList) return encodeList(name, value, itemName, depth);
  if (Array.isArray(value)) return encodeList(name, { itemName, items: value as readonly XmlValue[] }, itemName, depth);
  if (typeof value === 'object' && !(value instanceof Date)) {
    const inner = encodeChildren(value as XmlObject, itemName, depth + 1);
    return inner === '' ? `${pad}<${name}/>\n` : `${pad}<${name}>\n${inner}${pad}</${name}>\n`;
  }
  return `${pad}<${name}>${escapeXml(value instanceof Date ? value.toISOString() : String(value))}</${name}>\n`;
}

function encodeList(name: string, { itemName, items }: Pick<NamedList, 'itemName' | 'items'>, inner: string, depth: number): string {
  const pad = INDENT.repeat(depth);
  if (items.length === 0) return `${pad}<${name}/>\n`;
  return `${pad}<${name}>\n${items.map((item) => encodeElement(itemName, item, inner, depth + 1)).join('')}${pad}</${name}>\n`;
}

const SPECIAL = /[&<>"\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

export function escapeXml(text: string): string {
  return text.replace(SPECIAL, (character) => ESCAPES[character] ?? '');
}
