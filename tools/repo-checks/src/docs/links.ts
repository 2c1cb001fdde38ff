import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT, type Tree } from '../tree.js';

/** Relative links of Markdown files that lead nowhere. */
export function brokenLinks(tree: Tree, exists = (path: string) => tree.has(path) || existsSync(join(ROOT, path))): readonly string[] {
  return [...tree].flatMap(([path, text]) => (path.endsWith('.md') ? fileLinks(path, text, exists) : []));
}

function fileLinks(path: string, text: string, exists: (path: string) => boolean): readonly string[] {
  return proseLines(text).flatMap(({ line, number }) =>
    linkTargets(line).flatMap((target) => {
      const file = decodeURI(target.replace(/[#?].*$/, ''));
      if (file === '' || /^[a-z][a-z0-9+.-]*:/i.test(file) || file.startsWith('//')) return [];
      const resolved = file.startsWith('/') ? file.slice(1) : posix.join(posix.dirname(path), file);
      return exists(resolved) ? [] : [`${path}:${number} links to ${target}, and ${resolved} does not exist`];
    }),
  );
}

function linkTargets(line: string): readonly string[] {
  const text = line.replace(/`[^`]*`/g, '');
  const inline = [...text.matchAll(/\]\(\s*<?([^()\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map((match) => match[1] ?? '');
  const definition = /^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/.exec(text)?.[1];
  return definition === undefined ? inline : [...inline, definition];
}

/** Lines outside of code blocks. */
function proseLines(text: string): readonly { readonly line: string; readonly number: number }[] {
  let fence: string | undefined;
  return text.split('\n').flatMap((line, index) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      return [];
    }
    return fence === undefined ? [{ line, number: index + 1 }] : [];
  });
}
