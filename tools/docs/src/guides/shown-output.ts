/**
 * What of a shown output a program did not print. Each shown line must stand in the output, in the order shown; other lines may stand
 * between them. `...` stands for anything, and spaces count as one.
 *
 * @returns the first shown line that is missing; undefined when none is
 */
export function missingLine(shown: string, output: string): string | undefined {
  const lines = output.split('\n').map(oneSpace);
  let from = 0;
  for (const line of shown.split('\n')) {
    if (line.trim() === '') continue;
    const pattern = new RegExp(
      `^${oneSpace(line)
        .split('...')
        .map((part) => RegExp.escape(part))
        .join('.*')}$`,
    );
    const found = lines.findIndex((printed, index) => index >= from && pattern.test(printed));
    if (found < 0) return line;
    from = found + 1;
  }
  return undefined;
}

function oneSpace(line: string): string {
  return line.trim().replaceAll(/\s+/g, ' ');
}
