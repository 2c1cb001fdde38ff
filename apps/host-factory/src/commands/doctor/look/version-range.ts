type Version = readonly [major: number, minor: number, patch: number];

/**
 * Whether a version lies in a range of package.json: `>=1.2.0 <2.0.0`, `^1.2.0`, `~1.2.0`, `1.x`, `1.2.3`, alternatives with `||`.
 * What is not understood counts as satisfied: a check must not cry wolf. Previews count as their release.
 * Source: docs.npmjs.com/cli/configuring-npm/package-json, dependencies.
 */
export function satisfies(version: string, range: string): boolean {
  const found = parse(version);
  if (found === undefined) return true;
  return range.split('||').some((alternative) => words(alternative).every((word) => holds(found, word)));
}

/** `>= 1.2.0` is one word. */
function words(alternative: string): readonly string[] {
  return alternative
    .trim()
    .replaceAll(/([<>=~^])\s+/g, '$1')
    .split(/\s+/);
}

function holds(version: Version, word: string): boolean {
  const [, operator = '', text = ''] = /^([<>]=?|=|\^|~)?v?(.*)$/.exec(word) ?? [];
  const bound = parse(text);
  if (bound === undefined) return true;
  const order = compare(version, bound);
  if (operator === '>=') return order >= 0;
  if (operator === '>') return order > 0;
  if (operator === '<=') return order <= 0;
  if (operator === '<') return order < 0;
  return order >= 0 && compare(version, end(operator, bound, text)) < 0;
}

/** The first version that is beyond a range by its operator, or by the parts that it leaves out. */
function end(operator: string, [major, minor, patch]: Version, text: string): Version {
  const stated = text.split('.').filter((part) => /^\d/.test(part)).length;
  if (stated <= 1) return [major + 1, 0, 0];
  if (operator === '^') return caretEnd([major, minor, patch]);
  if (operator === '~' || stated === 2) return [major, minor + 1, 0];
  return [major, minor, patch + 1];
}

/** Up to the first part that is not 0. */
function caretEnd([major, minor, patch]: Version): Version {
  if (major > 0) return [major + 1, 0, 0];
  return minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1];
}

function parse(text: string): Version | undefined {
  const parts = /^(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?/.exec(text);
  if (parts === null) return undefined;
  const number = (index: number): number => (/^\d+$/.test(parts[index] ?? '') ? Number(parts[index]) : 0);
  return [number(1), number(2), number(3)];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
