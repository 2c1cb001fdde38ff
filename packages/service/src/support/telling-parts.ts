/** Shorter ones are words such as `none`. */
const SHORTEST_LINE = 8;
const SHORTEST_WORD = 12;
/** What a name calls a secret is one, however short. */
const NAMED =
  /(?:--[\w-]{0,32}(?:pass|secret|token|key|cred|auth|pwd|pw)[\w-]{0,32}\s+|(?:pass|secret|token|key|cred|auth|pwd|pw|pin)\w{0,32}["']?\s*[=:]\s*)["']?([^\s"';,$]+)/gi;
const SHORTEST_NAMED = 6;
/** Lines that stand in every script. */
const COMMON = /^(?:#!\s*\/[\w/ -]+|-+(?:BEGIN|END) [A-Z ]+-+|set -[a-z]+|export PATH=.*)$/;

/** A secret and what logs might quote of it: its single lines. */
export function tellingLines(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return lines.length === 1 ? [secret] : [secret, ...lines.filter((line) => line.length >= SHORTEST_LINE && !COMMON.test(line))];
}

/** User data and what may be a secret within it: its lines, what is assigned, and words that nobody would guess. */
export function tellingParts(userData: string): readonly string[] {
  const assigned = [...userData.matchAll(/[=:]\s*["']?([^"'\r\n]+)/g)].map(([, value = '']) => value.trim());
  const words = userData.split(/[\s"'=;,|&()<>]+/).filter((word) => word.length >= SHORTEST_WORD && /\d/.test(word) && /[a-z]/i.test(word));
  const named = [...userData.matchAll(NAMED)].map(([, value = '']) => value).filter((value) => value.length >= SHORTEST_NAMED);
  const parts = [...named, ...assigned.filter((value) => value.length >= SHORTEST_LINE), ...words].filter((part) => !part.startsWith('/'));
  return [...new Set([...tellingLines(userData), ...parts])];
}
