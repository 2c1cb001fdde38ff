/** `12 passed, 0 failed, 1 skipped` over all rows. */
export function sumLine(rows) {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`;
}

/** The numbers of a line that reads like `sumLine`'s; undefined for any other. */
export function parseSumLine(line) {
  const match = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(line.trim());
  if (match === null) return undefined;
  const [passed, failed, skipped] = match.slice(1).map(Number);
  return { passed, failed, skipped };
}

/** A table of suites as text. */
export function table(rows) {
  const header = ['suite', 'passed', 'failed', 'skipped', 'seconds'];
  const cells = rows.map((row) => [row.name, `${row.passed}`, `${row.failed}`, `${row.skipped}`, row.seconds.toFixed(1)]);
  const widths = header.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column].length)));
  const format = (line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  return [format(header), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.map(format)].join('\n');
}
