/** Where in a group of three bytes a text may begin that stands inside base64, and how many characters there depend on what is before it. */
const ALIGNMENTS = [
  { before: 0, unsure: 0 },
  { before: 1, unsure: 2 },
  { before: 2, unsure: 3 },
] as const;

/** User data may be long and many; nobody puts it into a URL. */
const LONG = 1_024;

/**
 * How a secret may stand in a text: as it is, inside JSON (and in JSON that was quoted once more), in a URL, in hexadecimal, and as or
 * within base64 of either alphabet; with and without white space around it.
 */
export function writtenForms(secret: string): readonly string[] {
  const texts = new Set([secret, secret.trim()]);
  return [...texts].flatMap((text) => [text, quoted(text), ...inBase64(text), ...(text.length > LONG ? [] : rareForms(text))]);
}

function rareForms(text: string): readonly string[] {
  return [quoted(quoted(text)), ...inUrls(text), ...inHexadecimal(text)];
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Half a character cannot be encoded, nor be sent in a URL. */
function inUrls(text: string): readonly string[] {
  if (!text.isWellFormed()) return [];
  const inForm = new URLSearchParams([['', text]]).toString().slice(1);
  return [encodeURIComponent(text), encodeURI(text), inForm];
}

/** `user:secret` in base64 holds the secret's own base64 at another alignment: what does not depend on its neighbours is looked for. */
function inBase64(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return ALIGNMENTS.flatMap(({ before, unsure }) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    const whole = shifted.toString('base64').replace(/=+$/, '');
    const sure = shifted.length % 3 === 0 ? whole.slice(unsure) : whole.slice(unsure, -1);
    const forms = before === 0 ? [whole, sure] : [sure];
    return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
  });
}

function inHexadecimal(text: string): readonly string[] {
  const digits = Buffer.from(text).toString('hex');
  return [digits, digits.toUpperCase()];
}
