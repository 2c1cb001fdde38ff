import { unescapeXml } from './unescape.js';

/** What readers of all pieces of a text remember. */
export interface XmlMemory {
  /** Texts that were given out, each once. */
  readonly texts: Map<string, string>;
  /** What {@link readUnlessSame} read last. */
  last: { readonly xml: string; readonly value: unknown } | undefined;
}

/** Where a reader stands in an XML text. */
export interface XmlCursor {
  readonly text: string;
  /** The same as bytes, where each character is one of them; undefined where not. */
  readonly bytes: Buffer | undefined;
  /** Whether the text holds comments or CDATA sections, which may look like tags. */
  readonly tricky: boolean;
  readonly memory: XmlMemory;
  at: number;
  /** The element that was entered last has neither text nor children: `<reason/>`. */
  empty: boolean;
}

/** What is wrong with a text that is no XML, or not all of it. It has no stack: a reader of pieces meets one at the end of each. */
export class XmlError extends Error {
  override readonly name = 'XmlError';

  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/**
 * Stands at the beginning of a text, before its root element or, in a later piece of a text, at a place where an earlier cursor stood.
 * @param bytes - the same as bytes, where each character is one of them
 * @param memory - of that earlier cursor
 */
export function openXml(text: string, memory: XmlMemory, bytes?: Buffer): XmlCursor {
  // The first question is answered at once nearly always; the second stops at every tag.
  return { text, bytes, tricky: text.includes('!') && text.includes('<!'), memory, at: 0, empty: false };
}

/**
 * Enters the next child of the present element and answers its name; undefined when there is none, and the present element was left.
 * @throws {XmlError} when the text ends within an element
 */
export function nextChild(cursor: XmlCursor): string | undefined {
  if (cursor.empty) {
    cursor.empty = false;
    return undefined;
  }
  const { text } = cursor;
  for (;;) {
    const open = text.indexOf('<', cursor.at);
    if (open < 0) throw new XmlError('the text ends within an element');
    const kind = text.charCodeAt(open + 1);
    if (kind === SLASH) {
      cursor.at = after(text, '>', open);
      return undefined;
    }
    if (kind !== BANG && kind !== QUESTION) return enter(cursor, open + 1);
    cursor.at = afterMarkup(text, open);
  }
}

/**
 * The text of the element that was entered last, entities resolved; leaves it. Elements within it are passed over.
 * @param name - as {@link nextChild} answered it
 */
export function textOf(cursor: XmlCursor, name: string): string {
  const piece = pieceOf(cursor, name);
  if (piece.length <= LONGEST_COPIED) return piece;
  const { texts } = cursor.memory;
  const known = texts.get(piece);
  if (known !== undefined) return known;
  const copy = copyOf(piece);
  texts.set(copy, copy);
  return copy;
}

/** As {@link textOf}, where no other element is likely to have the same text. */
export function uniqueTextOf(cursor: XmlCursor, name: string): string {
  const { at, empty, bytes } = cursor;
  const piece = pieceOf(cursor, name);
  if (piece.length <= LONGEST_COPIED) return piece;
  const isThere = bytes !== undefined && !empty && cursor.text.startsWith(piece, at);
  return isThere ? bytes.toString('latin1', at, at + piece.length) : copyOf(piece);
}

/** As {@link textOf}, of what is not remembered. */
export function passingTextOf(cursor: XmlCursor, name: string): string {
  return pieceOf(cursor, name);
}

function pieceOf(cursor: XmlCursor, name: string): string {
  if (cursor.empty) {
    cursor.empty = false;
    return '';
  }
  const { text } = cursor;
  const start = cursor.at;
  const open = text.indexOf('<', start);
  if (open < 0) throw new XmlError(`<${name}> does not end`);
  if (text.charCodeAt(open + 1) !== SLASH) return mixedText(cursor, name);
  cursor.at = after(text, '>', open);
  return unescapeXml(text.slice(start, open));
}

/** The engine of JavaScript makes shorter pieces of a text by copying them. */
const LONGEST_COPIED = 12;

/** A copy. A piece of the text would hold the whole text in memory for as long as anybody remembers the piece. */
function copyOf(piece: string): string {
  return Buffer.from(piece).toString();
}

/**
 * Reads what is in the element that was entered last and leaves it, unless it is the same text as the last one that was read this way:
 * then it is the same value, too. For elements that are long and alike.
 */
export function readUnlessSame<Value>(cursor: XmlCursor, read: () => Value): Value {
  const { text, at, empty, memory } = cursor;
  if (empty) return read();
  const { last } = memory;
  // To compare two texts is ten times as fast as to ask whether one begins with the other.
  if (last !== undefined && text.slice(at, at + last.xml.length) === last.xml) {
    cursor.at = at + last.xml.length;
    return last.value as Value;
  }
  const value = read();
  memory.last = { xml: text.slice(at, cursor.at), value };
  return value;
}

/**
 * Leaves the element that was entered last, with all that is in it.
 * @param name - as {@link nextChild} answered it
 */
export function skip(cursor: XmlCursor, name: string): void {
  if (cursor.empty) {
    cursor.empty = false;
    return;
  }
  if (cursor.tricky) {
    for (let child = nextChild(cursor); child !== undefined; child = nextChild(cursor)) skip(cursor, child);
    return;
  }
  const { text, at } = cursor;
  const open = text.indexOf('<', at);
  if (open < 0) throw new XmlError(`<${name}> does not end`);
  cursor.at = text.charCodeAt(open + 1) === SLASH ? after(text, '>', open) : endOfElement(text, at, name);
}

/** Where an element ends that was entered at `from` and has children. */
function endOfElement(text: string, from: number, name: string): number {
  const start = `<${name}`;
  const end = `</${name}>`;
  let close = indexOfEnd(text, end, from, name);
  // As many elements of the same name as begin before the end that was found, so many more ends belong to them.
  for (let at = nextWithin(text, start, from, close); at >= 0; at = nextWithin(text, start, at + start.length, close)) {
    if (opensElement(text, at + start.length)) close = indexOfEnd(text, end, close + end.length, name);
  }
  return close + end.length;
}

/** Where something stands next before `to`, or -1. The piece costs nothing; to search the whole text for what it does not hold would. */
function nextWithin(text: string, what: string, from: number, to: number): number {
  const at = text.slice(from, to).indexOf(what);
  return at < 0 ? -1 : from + at;
}

function enter(cursor: XmlCursor, nameAt: number): string {
  const { text } = cursor;
  let at = nameAt;
  for (let code = text.charCodeAt(at); code > 0x20 && code !== GREATER && code !== SLASH; code = text.charCodeAt(at)) at += 1;
  const name = text.slice(nameAt, at);
  if (name === '' || at >= text.length) throw new XmlError('a tag has no name or no end');
  if (text.charCodeAt(at) === GREATER) {
    cursor.at = at + 1;
    return name;
  }
  const end = endOfTag(text, at);
  cursor.empty = text.charCodeAt(end - 1) === SLASH;
  cursor.at = end + 1;
  return name;
}

/** Where a tag with attributes ends; quoted values may hold anything. */
function endOfTag(text: string, from: number): number {
  let quote = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) quote = code;
    else if (code === GREATER) return at;
  }
  throw new XmlError('a tag does not end');
}

/** Whether a name that stands in the text at a `<` ends here, and the element has an end tag of its own. */
function opensElement(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === GREATER) return true;
  if (code !== SLASH && code > 0x20) return false;
  return text.charCodeAt(endOfTag(text, at) - 1) !== SLASH;
}

function indexOfEnd(text: string, end: string, from: number, name: string): number {
  const at = text.indexOf(end, from);
  if (at < 0) throw new XmlError(`<${name}> does not end`);
  return at;
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  if (at < 0) throw new XmlError(`'${what}' is missing`);
  return at + what.length;
}

/** Past a comment, a CDATA section, a declaration or an instruction. */
function afterMarkup(text: string, open: number): number {
  if (text.startsWith('<!--', open)) return after(text, '-->', open + 4);
  if (text.startsWith('<![CDATA[', open)) return after(text, ']]>', open + 9);
  if (text.charCodeAt(open + 1) === QUESTION) return after(text, '?>', open + 2);
  return endOfTag(text, open + 2) + 1;
}

/** Text in pieces: between comments, elements and CDATA sections. */
function mixedText(cursor: XmlCursor, name: string): string {
  const { text } = cursor;
  let result = '';
  for (;;) {
    const open = text.indexOf('<', cursor.at);
    if (open < 0) throw new XmlError(`<${name}> does not end`);
    result += unescapeXml(text.slice(cursor.at, open));
    const kind = text.charCodeAt(open + 1);
    if (kind === SLASH) {
      cursor.at = after(text, '>', open);
      return result;
    }
    if (kind === BANG || kind === QUESTION) {
      const end = afterMarkup(text, open);
      if (text.startsWith('<![CDATA[', open)) result += text.slice(open + 9, end - 3);
      cursor.at = end;
    } else skip(cursor, enter(cursor, open + 1));
  }
}
