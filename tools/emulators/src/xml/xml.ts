/** An element of the XML that AWS answers: either text or children, no attribute but a namespace. */
export interface Element {
  readonly name: string;
  /** As in the tag: ` xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"`. */
  readonly attributes: string;
  text: string;
  children: Element[];
}

const TOKEN = /<(\/?)([A-Za-z][\w.:-]*)([^<>]*?)(\/?)>|([^<]+)/g;
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };

/** @throws when the text is no XML of that kind */
export function parseXml(text: string): Element {
  const root: Element = { name: '', attributes: '', text: '', children: [] };
  const open = [root];
  for (const [, end, name, attributes = '', alone, characters] of text.replace(/^\s*<\?xml[^>]*\?>/, '').matchAll(TOKEN)) {
    const inner = open.at(-1);
    if (inner === undefined) throw new Error('more elements end than begin');
    if (characters !== undefined) {
      inner.text += unescape(characters);
    } else if (end === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> ends nothing`);
    } else {
      const begun: Element = { name: name ?? '', attributes: attributes.trimEnd(), text: '', children: [] };
      inner.children.push(begun);
      if (alone !== '/') open.push(begun);
    }
  }
  const [document] = root.children;
  if (document === undefined || open.length !== 1) throw new Error('not one whole XML document');
  return document;
}

/** The same document as text. White space between elements is left out. */
export function formatXml({ name, attributes, text, children }: Element): string {
  const inside = children.length > 0 ? children.map(formatXml).join('') : escapeXml(text);
  return `<${name}${attributes}>${inside}</${name}>`;
}

/** Text, as it stands between tags. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Makes an element that holds text, or children. */
export function element(name: string, content: string | readonly Element[]): Element {
  return typeof content === 'string'
    ? { name, attributes: '', text: content, children: [] }
    : { name, attributes: '', text: '', children: [...content] };
}

/** The child at a path of names, the first of each; undefined when there is none. */
export function at(start: Element | undefined, ...path: readonly string[]): Element | undefined {
  return path.reduce<Element | undefined>((inner, name) => inner?.children.find((child) => child.name === name), start);
}

/** The text at a path of names; empty when there is none. */
export function textAt(start: Element | undefined, ...path: readonly string[]): string {
  return at(start, ...path)?.text.trim() ?? '';
}

/** Every element of that name, at any depth. */
export function every(start: Element, name: string): readonly Element[] {
  return start.children.flatMap((child) => [...(child.name === name ? [child] : []), ...every(child, name)]);
}

function unescape(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|lt|gt|quot|apos|amp);/gi, (entity, decimal, hex) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex as string, 16));
    return ENTITIES[entity.toLowerCase()] ?? entity;
  });
}
