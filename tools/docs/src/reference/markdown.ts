/** A Markdown table. Line breaks and bars in cells do not break it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

/** The line that says how a document came to be. */
export function madeFrom(source: string): string {
  return `<!-- Made by \`npm run docs\` from ${source}. Change that, and run it again. -->\n`;
}

/** Text as code, whatever stands in it. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
